package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Taints that do not keep a node from taking part.
 *
 * @param key of the taint; null for every one
 * @param value of the taint; null for every one
 * @param effect of the taint; null for every one
 */
public record Tolerance(@Nullable String key, @Nullable String value, @Nullable String effect) {

    private static final Pattern FORM =
            Pattern.compile("([^=:]+)(?:=([^=:]*))?(?::(NoSchedule|NoExecute))?");

    private static final String ALL = "all";

    /** A node that its operator has cordoned. */
    static final String CORDONED = "node.kubernetes.io/unschedulable";

    /** Set by the control plane while a node is in trouble: agents try all the same. */
    private static final Set<String> CONDITIONS =
            Set.of(
                    "node.kubernetes.io/not-ready",
                    "node.kubernetes.io/unreachable",
                    "node.kubernetes.io/memory-pressure",
                    "node.kubernetes.io/disk-pressure",
                    "node.kubernetes.io/pid-pressure",
                    "node.kubernetes.io/network-unavailable",
                    "node.cloudprovider.kubernetes.io/uninitialized",
                    "node.cloudprovider.kubernetes.io/shutdown");

    /**
     * Reads {@code all} or {@code KEY[=VALUE][:EFFECT]}.
     *
     * @throws IllegalArgumentException if it is neither; the message is fit for a person
     */
    public static Tolerance parse(String text) {
        if (text.equals(ALL)) {
            return new Tolerance(null, null, null);
        }
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    text
                            + " is no taint: write KEY, KEY=VALUE, KEY:EFFECT or KEY=VALUE:EFFECT,"
                            + " where EFFECT is NoSchedule or NoExecute, or all");
        }
        return new Tolerance(form.group(1), form.group(2), form.group(3));
    }

    boolean tolerates(Taint taint) {
        return (key == null || key.equals(taint.getKey()))
                && (value == null || value.equals(taint.getValue()))
                && (effect == null || effect.equals(taint.getEffect()));
    }

    /** What says the same in a pod. */
    Toleration toleration() {
        return new TolerationBuilder()
                .withKey(key)
                .withOperator(value == null ? "Exists" : "Equal")
                .withValue(value)
                .withEffect(effect)
                .build();
    }

    /** Whether nobody chose the taint: it follows from the node's condition. */
    static boolean isCondition(Taint taint) {
        return CONDITIONS.contains(taint.getKey());
    }
}
