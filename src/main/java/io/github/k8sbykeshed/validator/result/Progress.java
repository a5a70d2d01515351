package io.github.k8sbykeshed.validator.result;

/** Is told how a run goes, by many threads; must not block. */
public interface Progress {

    /** So many cases will run. */
    void planned(int cases);

    /** A case began. */
    void started(String name);

    /**
     * Something is waited for.
     *
     * @param what what it is and for how long already, one clause; empty when the wait is over
     */
    default void waiting(String what) {}

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
