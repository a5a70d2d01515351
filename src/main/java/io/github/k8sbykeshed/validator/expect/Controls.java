package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Attempt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The controls of a cell.
 *
 * @param direct from the same source to the same backends past the Service (their pod IPs, or the
 *     node's own port); empty where none applies
 * @param oneIsEnough whether the cell may be judged as soon as one of them passes; else all of them
 *     have to
 * @param unserved attempts from the same source to a port of the same Service address that nobody
 *     serves; null where none applies
 * @param arrival what the other end knows of silent attempts; null if it was not asked
 * @param comparison what became of packets that were sent afterwards by the Service and past it;
 *     null if none were
 */
public record Controls(
        List<Control> direct,
        boolean oneIsEnough,
        @Nullable List<Attempt> unserved,
        @Nullable Arrival arrival,
        @Nullable Comparison comparison) {

    public static final Controls NONE = new Controls(List.of(), false, null);

    public Controls {
        direct = List.copyOf(direct);
    }

    /** Controls of cells that nobody was asked about afterwards. */
    public Controls(List<Control> direct, boolean oneIsEnough, @Nullable List<Attempt> unserved) {
        this(direct, oneIsEnough, unserved, null, null);
    }

    /**
     * Controls of which it does not matter who answers them.
     *
     * @param direct null where none applies
     */
    public Controls(@Nullable List<Attempt> direct, @Nullable List<Attempt> unserved) {
        this(direct == null ? List.of() : List.of(new Control("", direct)), false, unserved);
    }

    /**
     * These, and what was seen on a port that nobody serves.
     *
     * @param nobody null where none was tried
     */
    public Controls with(@Nullable List<Attempt> nobody) {
        return new Controls(direct, oneIsEnough, nobody, arrival, comparison);
    }

    /** These, and what the other end knows of the attempts that were silent. */
    public Controls with(Arrival known) {
        return new Controls(direct, oneIsEnough, unserved, known, comparison);
    }

    /** These, and what became of packets that were sent afterwards. */
    public Controls with(Comparison compared) {
        return new Controls(direct, oneIsEnough, unserved, arrival, compared);
    }

    /** All attempts past the Service; null where there is no such control. */
    @Nullable List<Attempt> attempts() {
        return direct.isEmpty()
                ? null
                : direct.stream().flatMap(each -> each.attempts().stream()).toList();
    }

    /** Whether they show that the cell says something of the Service. */
    boolean pass() {
        return oneIsEnough
                ? direct.stream().anyMatch(Control::passes)
                : direct.stream().allMatch(Control::passes);
    }
}
