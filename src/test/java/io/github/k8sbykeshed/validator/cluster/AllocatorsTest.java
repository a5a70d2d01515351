package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what the API server's allocators answer (pkg/registry/core/service/storage/alloc.go). */
class AllocatorsTest {

    private static KubernetesClientException refused(
            int code, String reason, String message, String field, String cause) {
        return new KubernetesClientException(
                new StatusBuilder()
                        .withCode(code)
                        .withReason(reason)
                        .withMessage(message)
                        .withNewDetails()
                        .addNewCause(field, message, cause)
                        .endDetails()
                        .build());
    }

    @ParameterizedTest
    @CsvSource({
        "spec.ports[0].nodePort, FieldValueInvalid, true",
        "spec.ports[12].nodePort, FieldValueInvalid, true",
        "spec.ports[0].nodePort, FieldValueForbidden, false",
        "spec.ports[0].port, FieldValueInvalid, false",
        ", , false",
    })
    void aNodePortIsTakenByItsFieldWhateverTheWords(String field, String reason, boolean taken) {
        var e = refused(422, "Invalid", "in words of a later version", field, reason);
        assertEquals(taken, Allocators.isTaken(e));
        assertFalse(Allocators.isFull(e));
    }

    @Test
    void aRangeIsFullByItsWords() {
        var full =
                refused(
                        500,
                        "InternalError",
                        "Internal error occurred: failed to allocate a serviceIP: range is full",
                        null,
                        null);
        assertTrue(Allocators.isFull(full));
        assertFalse(Allocators.isTaken(full));
        assertTrue(ApiErrors.explain("create it", full).isFull());
        var other = refused(500, "InternalError", "failed calling webhook", null, null);
        assertFalse(Allocators.isFull(other));
    }

    @Test
    void whoIsNotTheApiServerSaysNothingOfThem() {
        var proxy = new KubernetesClientException("range is full", 422, /* status= */ null);
        assertFalse(Allocators.isTaken(proxy));
        assertFalse(Allocators.isFull(proxy));
    }
}
