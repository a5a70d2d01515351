package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ClientKeyTest {

    /** Made for this test alone. */
    private static final String SEC1 =
            """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIHjzzTvyLfgKkLet4Ac2Dz9TZfeP80XJlYDeI7AP9UQuoAoGCCqGSM49
            AwEHoUQDQgAEY9GPXKORkiC3BNVnJLpwQ1dXtGvBi9n5sPlJXwMAClsFTRfq9dRm
            caEhTUSV/BJE81zo/y+EteiiYasH7Bel5A==
            -----END EC PRIVATE KEY-----
            """;

    @Test
    void readsAKeyAsK3sWritesIt() throws Exception {
        Config config = ClientKey.readable(withKey(SEC1));
        assertEquals("EC", config.getClientKeyAlgo());
        String pem =
                new String(
                        Base64.getDecoder().decode(config.getClientKeyData()),
                        StandardCharsets.US_ASCII);
        byte[] der =
                Base64.getMimeDecoder()
                        .decode(
                                pem.replace("-----BEGIN PRIVATE KEY-----", "")
                                        .replace("-----END PRIVATE KEY-----", ""));
        var key =
                (ECPrivateKey)
                        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        assertEquals(256, key.getParams().getOrder().bitLength());
    }

    @Test
    void tellsTheClientThatAKeyIsNotRsa() throws Exception {
        assertEquals("EC", ClientKey.readable(withKey(pkcs8("EC"))).getClientKeyAlgo());
        Config rsa = withKey(pkcs8("RSA"));
        assertSame(rsa, ClientKey.readable(rsa));
    }

    @Test
    void leavesAConfigurationWithoutAKeyAlone() throws Exception {
        Config none = new ConfigBuilder(Config.empty()).build();
        assertSame(none, ClientKey.readable(none));
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThrows(IOException.class, () -> ClientKey.pkcs8(new byte[] {0x30, 0x05, 1, 2}));
        assertThrows(IOException.class, () -> ClientKey.pkcs8(new byte[] {0x30, 0x00}));
    }

    private static String pkcs8(String algorithm) throws Exception {
        byte[] der =
                KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static Config withKey(String pem) {
        return new ConfigBuilder(Config.empty())
                .withClientKeyData(
                        Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .build();
    }
}
