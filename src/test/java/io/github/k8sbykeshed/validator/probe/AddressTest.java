package io.github.k8sbykeshed.validator.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    /** Examples of RFC 5952 and the ends of what there is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "0.0.0.0",
                "::",
                "::1",
                "1::",
                "2001:db8::1",
                "2001:db8:0:1:1:1:1:1",
                "2001:0:0:1::1",
                "2001:db8::1:0:0:1",
                "fd00:10::10",
                "1:2:3:4:5:6:7:8"
            })
    void theShortestSpellingIsCanonical(String shortest) {
        var address = new Address(shortest);
        assertEquals(shortest, address.canonical());
        assertEquals(address, new Address(address.canonical()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "example.com", "localhost"})
    void whatIsNoAddressIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> new Address(text));
    }
}
