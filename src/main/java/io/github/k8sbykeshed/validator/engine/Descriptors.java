package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;

/** The nodes of the tree that the JUnit Platform selects from. */
final class Descriptors {

    private Descriptors() {}

    /** A scenario holds its cases. */
    static final class OfScenario extends AbstractTestDescriptor {

        OfScenario(UniqueId engine, Spec spec) {
            super(engine.append("scenario", spec.id()), spec.id() + ": " + spec.title());
        }

        @Override
        public Type getType() {
            return Type.CONTAINER;
        }
    }

    /** A case is a test; its labels are its tags. */
    static final class OfCase extends AbstractTestDescriptor {

        private final Case theCase;

        OfCase(UniqueId scenario, Case theCase) {
            super(scenario.append("case", theCase.name()), theCase.name());
            this.theCase = theCase;
        }

        Case get() {
            return theCase;
        }

        @Override
        public Type getType() {
            return Type.TEST;
        }

        @Override
        public Set<TestTag> getTags() {
            return theCase.labels().stream()
                    .map(TestTag::create)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
