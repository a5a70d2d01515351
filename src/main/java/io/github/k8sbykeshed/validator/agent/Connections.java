package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections of strangers, bounded in number and in time. Where there are too many it is the
 * oldest that has to go: whoever comes to ask is done in milliseconds, whoever comes to stay is
 * not.
 */
final class Connections {

    private final int most;
    private final Guard guard = new Guard();
    private final Map<Socket, Long> deadlines = new LinkedHashMap<>();

    /**
     * @param most how many may be open at once
     */
    Connections(int most) {
        this.most = most;
    }

    void add(Socket socket, long nanosToLive) {
        List<Socket> tooMany = new ArrayList<>(1);
        try (var _ = guard.hold()) {
            deadlines.put(socket, System.nanoTime() + nanosToLive);
            Iterator<Socket> oldest = deadlines.keySet().iterator();
            while (deadlines.size() > most) {
                tooMany.add(oldest.next());
                oldest.remove();
            }
        }
        tooMany.forEach(Connections::reset);
    }

    /** Gives a connection that is here another time to live from now. */
    void extend(Socket socket, long nanosToLive) {
        try (var _ = guard.hold()) {
            deadlines.replace(socket, System.nanoTime() + nanosToLive);
        }
    }

    void remove(Socket socket) {
        try (var _ = guard.hold()) {
            deadlines.remove(socket);
        }
    }

    int size() {
        try (var _ = guard.hold()) {
            return deadlines.size();
        }
    }

    void closeOverdue() {
        long now = System.nanoTime();
        List<Socket> overdue = new ArrayList<>(0);
        try (var _ = guard.hold()) {
            for (var it = deadlines.entrySet().iterator(); it.hasNext(); ) {
                Map.Entry<Socket, Long> entry = it.next();
                if (now - entry.getValue() >= 0) {
                    overdue.add(entry.getKey());
                    it.remove();
                }
            }
        }
        overdue.forEach(Connections::reset);
    }

    void closeAll() {
        List<Socket> all;
        try (var _ = guard.hold()) {
            all = List.copyOf(deadlines.keySet());
            deadlines.clear();
        }
        all.forEach(Connections::reset);
    }

    private static void reset(Socket socket) {
        try {
            // Else the kernel goes on holding what a peer that does not read was sent.
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }
}
