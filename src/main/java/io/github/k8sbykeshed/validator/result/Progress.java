package io.github.k8sbykeshed.validator.result;

/** Is told how a run goes. Called from many threads; must not block. */
public interface Progress {

    /** So many cases will run. */
    void planned(int cases);

    /** A case began. */
    void started(String name);

    /** A case ended. */
    void finished(CaseResult result);

    /** Nobody wants to know. */
    Progress UNHEARD =
            new Progress() {
                @Override
                public void planned(int cases) {}

                @Override
                public void started(String name) {}

                @Override
                public void finished(CaseResult result) {}
            };
}
