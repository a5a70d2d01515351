package io.github.k8sbykeshed.validator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document that {@code make docs} writes. */
public final class GeneratedDocument {

    private GeneratedDocument() {}

    /** Fails if it does not say what the code says by now; writes it first where that is asked. */
    public static void assertCurrent(Path document, String now) throws IOException {
        if (Boolean.getBoolean("updateDocs")) {
            Files.writeString(document, now);
        }
        assertEquals(Files.readString(document), now, document + " is out of date: `make docs`");
    }
}
