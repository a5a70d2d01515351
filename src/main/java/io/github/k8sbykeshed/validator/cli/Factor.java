package io.github.k8sbykeshed.validator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A factor such as {@code 2x} or {@code 1.5}, at least 1. */
final class Factor implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        try {
            double factor = Double.parseDouble(text.endsWith("x") ? text.replace("x", "") : text);
            if (factor >= 1 && factor <= 1_000) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new TypeConversionException(text + " is no factor of 1 to 1000, such as 2x");
    }
}
