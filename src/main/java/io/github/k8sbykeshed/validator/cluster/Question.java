package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Sighting;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A question to an agent whose answer is waited for. */
record Question(Message.Seek seek, CompletableFuture<List<Sighting>> answer) {
    Question(Message.Seek seek) {
        this(seek, new CompletableFuture<>());
    }
}
