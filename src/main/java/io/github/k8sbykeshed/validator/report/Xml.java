package io.github.k8sbykeshed.validator.report;

/**
 * Just enough XML to write a JUnit report. The JDK's own writer would make the image 4 MB larger,
 * and leaves characters that XML cannot hold to its caller.
 */
final class Xml {

    private final StringBuilder out =
            new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    private int depth;

    /**
     * Begins an element that has elements.
     *
     * @param attributes names and values in turn
     */
    Xml open(String element, String... attributes) {
        start(element, attributes).append(">\n");
        depth++;
        return this;
    }

    Xml close(String element) {
        depth--;
        indent().append("</").append(element).append(">\n");
        return this;
    }

    /** An element without content. */
    Xml empty(String element, String... attributes) {
        start(element, attributes).append("/>\n");
        return this;
    }

    /** An element that has text. */
    Xml text(String element, String text, String... attributes) {
        start(element, attributes)
                .append('>')
                .append(Markup.escaped(text))
                .append("</")
                .append(element)
                .append(">\n");
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private StringBuilder start(String element, String... attributes) {
        indent().append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            // A reader turns a line break in an attribute into a space anyway.
            out.append(Markup.escaped(Text.line(attributes[i + 1]))).append('"');
        }
        return out;
    }

    private StringBuilder indent() {
        return out.append("  ".repeat(depth));
    }
}
