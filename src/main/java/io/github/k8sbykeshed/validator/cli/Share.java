package io.github.k8sbykeshed.validator.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A share of a whole such as {@code 1%} or {@code 0.01}, 0 to 1. */
final class Share implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        boolean percent = text.endsWith("%");
        try {
            double number = Double.parseDouble(percent ? text.replace("%", "") : text);
            double share = percent ? number / 100 : number;
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new TypeConversionException(text + " is no share of 0 to 1, such as 1% or 0.01");
    }
}
