package io.github.k8sbykeshed.validator.scenario;

/**
 * An agent that was planned and does not work.
 *
 * @param forbidden whether a policy of the cluster forbids it, so that none can be had
 * @param why the policy's words, or the evidence and what to do about it; sentences for a person
 */
public record Absence(AgentRole role, boolean forbidden, String why) {}
