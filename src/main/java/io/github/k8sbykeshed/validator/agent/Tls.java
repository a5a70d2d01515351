package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS that believes anyone: what is asked is who can be reached, and nothing secret is said. Of its
 * own, so that an agent that is never asked for TLS never loads it.
 */
final class Tls {

    private static final SSLContext CONTEXT = context();

    private Tls() {}

    /** By being called, has the class initialised. */
    static void load() {}

    /** Shakes hands over a connection. */
    static Socket over(Socket socket, Target target) throws IOException {
        var tls =
                (SSLSocket)
                        CONTEXT.getSocketFactory()
                                .createSocket(
                                        socket,
                                        target.address().value(),
                                        target.port(),
                                        /* autoClose= */ true);
        tls.startHandshake();
        return tls;
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS.", e);
        }
    }

    /** The extended kind: around any other the JDK puts checks of its own. */
    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
