package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sockets that outlive an attempt. Nobody says when a flow is over: one that was not used for
 * long is closed, when another one is.
 */
final class Flows implements AutoCloseable {

    /** How long a flow may be silent: longer than any wait between two steps of a case. */
    static final long IDLE = TimeUnit.MINUTES.toNanos(10);

    /** The most that are open; beyond it the one that was not used for longest is closed. */
    static final int MOST = 4096;

    private record Key(Protocol protocol, Address address, int port, int sourcePort) {}

    /** One socket and what became of it; one attempt after another. */
    private abstract static class Flow {
        private final Guard guard = new Guard();
        long usedNanos;

        final Observation attempt(Probe probe, long start, long deadline, Trace trace)
                throws Failed {
            try (var _ = guard.hold()) {
                return make(probe, start, deadline, trace);
            }
        }

        final void close() {
            try (var _ = guard.hold()) {
                end();
            }
        }

        abstract Observation make(Probe probe, long start, long deadline, Trace trace)
                throws Failed;

        abstract void end();
    }

    private final Guard guard = new Guard();

    /** In the order in which they were used. */
    private final Map<Key, Flow> open = new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);

    /** Makes an attempt on the flow of the probe, which begins with its first one. */
    Observation attempt(Probe probe, long start, long deadline, Trace trace) throws Failed {
        Target target = probe.target();
        var key = new Key(target.protocol(), target.address(), target.port(), probe.sourcePort());
        Flow flow;
        List<Flow> over = new ArrayList<>(0);
        try (var _ = guard.hold()) {
            flow =
                    open.computeIfAbsent(
                            key, k -> k.protocol() == Protocol.TCP ? new TcpFlow() : new UdpFlow());
            flow.usedNanos = start;
            for (var it = open.values().iterator(); it.hasNext(); ) {
                Flow eldest = it.next();
                if (open.size() <= MOST && start - eldest.usedNanos <= IDLE) {
                    break;
                }
                it.remove();
                over.add(eldest);
            }
        }
        over.forEach(Flow::close);
        return flow.attempt(probe, start, deadline, trace);
    }

    /** How many are open or were. */
    int size() {
        try (var _ = guard.hold()) {
            return open.size();
        }
    }

    @Override
    public void close() {
        List<Flow> all;
        try (var _ = guard.hold()) {
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(Flow::close);
    }

    /**
     * A connected socket that sends again whatever comes, as most programs do, and connects anew
     * after an error. Silence is no error: who is not told does not know.
     */
    private static final class UdpFlow extends Flow {
        private @Nullable DatagramChannel channel;

        @Override
        Observation make(Probe probe, long start, long deadline, Trace trace) throws Failed {
            DatagramChannel on = channel;
            if (on == null) {
                on = UdpCall.connect(probe.target(), probe.sourcePort(), new Trace());
                channel = on;
            }
            try {
                return AgentAsker.udp(on, probe.payloadBytes(), start, deadline, trace);
            } catch (Failed e) {
                if (!(e.observation() instanceof TimedOut)) {
                    end();
                }
                throw e;
            }
        }

        @Override
        void end() {
            try (DatagramChannel closing = channel) {
                channel = null;
            } catch (IOException e) {
                // It is of no use any more, which is what was wanted.
            }
        }
    }

    /**
     * A stream on which one request follows another. It is connected once: what breaks it is seen
     * by every attempt from then on.
     */
    private static final class TcpFlow extends Flow {

        /** A connection, with who is at its other end. */
        private record Stream(TcpCall call, Reply.Identity who) {}

        private @Nullable Stream stream;
        private @Nullable Observation broken;

        /** Bytes of replies that are still to come. */
        private int owed;

        @Override
        Observation make(Probe probe, long start, long deadline, Trace trace) throws Failed {
            if (broken != null) {
                throw Failed.with(broken);
            }
            Stream on = stream;
            if (on == null) {
                TcpCall call =
                        TcpCall.connect(probe.target(), probe.sourcePort(), deadline, new Trace());
                try {
                    Reply reply = AgentAsker.greeting(call, new Trace());
                    if (!(reply instanceof Reply.Identity who)) {
                        throw Failed.with(new Answered(reply));
                    }
                    on = new Stream(call, who);
                    stream = on;
                } catch (Failed e) {
                    call.close();
                    throw e;
                }
            }
            try {
                return ask(on, deadline);
            } catch (Failed e) {
                if (!(e.observation() instanceof TimedOut)) {
                    broken = e.observation();
                    on.call().close();
                }
                throw e;
            }
        }

        private Observation ask(Stream on, long deadline) throws Failed {
            on.call().until(deadline);
            byte[] request = new byte[TcpServer.REQUEST_BYTES];
            ByteBuffer.wrap(request).putInt(TcpServer.REQUEST);
            on.call().write(request, 0, request.length);
            owed += TcpServer.RECEIVED.length;
            // Those that earlier attempts did not wait for come first.
            byte[] reply = new byte[TcpServer.RECEIVED.length];
            while (owed > 0) {
                int from = Math.floorMod(-owed, reply.length);
                int read = on.call().read(reply, from, Math.min(owed, reply.length - from));
                if (read < 0) {
                    throw Failed.with(new Reset());
                }
                owed -= read;
            }
            if (Arrays.equals(reply, TcpServer.NOT_STRAYED)) {
                return new NotObserved("the server could not send a segment out of the window");
            }
            return new Answered(
                    Arrays.equals(reply, TcpServer.RECEIVED)
                            ? on.who()
                            : Greeting.unknown(reply, 0, reply.length));
        }

        @Override
        void end() {
            if (stream != null) {
                stream.call().close();
            }
        }
    }
}
