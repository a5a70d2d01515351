package io.github.k8sbykeshed.validator.report;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes HTML that is well-formed XML, too. Names and answers are anybody's: all text and every
 * attribute is escaped, but for {@link #raw}.
 */
final class HtmlWriter {

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Begins an element.
     *
     * @param attributes names and values in turn; one whose value is null is left out
     */
    HtmlWriter open(String element, @Nullable String... attributes) {
        start(element, attributes).append('>');
        open.push(element);
        return this;
    }

    /** Ends the element that began last. */
    HtmlWriter close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Ends the elements that began last, so many. */
    HtmlWriter close(int elements) {
        for (int i = 0; i < elements; i++) {
            close();
        }
        return line();
    }

    /** An element that has text. */
    HtmlWriter text(String element, String text, @Nullable String... attributes) {
        return open(element, attributes).words(text).close();
    }

    /** An element without content. */
    HtmlWriter empty(String element, @Nullable String... attributes) {
        start(element, attributes).append("/>");
        return this;
    }

    HtmlWriter words(String text) {
        out.append(Markup.escaped(text));
        return this;
    }

    /** What is known to be well-formed, and not anybody's. */
    HtmlWriter raw(String markup) {
        out.append(markup);
        return this;
    }

    /** A new line of the source, for who reads that. */
    HtmlWriter line() {
        out.append('\n');
        return this;
    }

    /** How long it is by now, characters. */
    int length() {
        return out.length();
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private StringBuilder start(String element, @Nullable String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            String value = attributes[i + 1];
            if (value != null) {
                out.append(' ').append(attributes[i]).append("=\"");
                out.append(Markup.escaped(Text.line(value))).append('"');
            }
        }
        return out;
    }
}
