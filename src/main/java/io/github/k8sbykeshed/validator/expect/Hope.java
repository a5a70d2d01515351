package io.github.k8sbykeshed.validator.expect;

/** What an attempt is hoped to end in; of several the later one. */
public enum Hope {
    ANSWER,
    /** Nothing in particular. */
    NOTHING,
    /** Nobody answers, be it by refusal or silence. */
    SILENCE,
    /** Somebody says no. */
    REFUSAL
}
