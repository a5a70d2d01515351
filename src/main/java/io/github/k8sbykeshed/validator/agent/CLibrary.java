package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The functions of the C library, of Linux, that Java has no classes for. */
final class CLibrary {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_VALUE =
            Linker.Option.captureStateLayout()
                    .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    static final MethodHandle SOCKET =
            function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    static final MethodHandle CONNECT =
            function("connect", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    static final MethodHandle SEND =
            function("send", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
    static final MethodHandle RECV =
            function("recv", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
    static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    /** A function failed. */
    static final class Failure extends IOException {
        private static final long serialVersionUID = 1;

        private final int errno;

        Failure(int errno) {
            super("error " + errno + " of the system");
            this.errno = errno;
        }

        int errno() {
            return errno;
        }
    }

    private CLibrary() {}

    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, ERRNO);
    }

    /** Calls a function, all of which return -1 when they fail. */
    static long call(MethodHandle function, Object... arguments) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            Object[] all = new Object[1 + arguments.length];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            long result = ((Number) function.invokeWithArguments(all)).longValue();
            if (result < 0) {
                throw new Failure((int) ERRNO_VALUE.get(state, 0L));
            }
            return result;
        } catch (Failure | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
