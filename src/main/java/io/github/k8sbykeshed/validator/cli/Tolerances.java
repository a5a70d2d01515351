package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Tolerance;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Taints as {@code KEY}, {@code KEY=VALUE}, either with {@code :EFFECT}, or {@code all}. */
final class Tolerances implements ITypeConverter<Tolerance> {

    @Override
    public Tolerance convert(String text) {
        try {
            return Tolerance.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
