package io.github.k8sbykeshed.validator.submission;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Sonobuoy worker as a plugin sees it: what is posted to it. */
final class Worker implements AutoCloseable {

    private final HttpServer server;
    private final BlockingQueue<String> posts = new LinkedBlockingQueue<>();
    private final List<String> strange = new CopyOnWriteArrayList<>();
    volatile int answer = 200;

    Worker(int port) throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    if (exchange.getRequestMethod().equals("POST")
                            && exchange.getRequestURI().getPath().equals("/progress")) {
                        posts.add(new String(body, StandardCharsets.UTF_8));
                    } else {
                        strange.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    }
                    exchange.sendResponseHeaders(answer, -1);
                    exchange.close();
                });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The next post; null if there is none for some seconds. */
    String next() throws InterruptedException {
        return posts.poll(10, TimeUnit.SECONDS);
    }

    /** The first post from now on that holds this. */
    String awaitPost(String part) throws InterruptedException {
        String post = next();
        while (post != null && !post.contains(part)) {
            post = next();
        }
        return post;
    }

    int waiting() {
        return posts.size();
    }

    List<String> strange() {
        return strange;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
