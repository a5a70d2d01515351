package io.github.k8sbykeshed.validator.report;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A document of XML. Its text is anybody's: nothing in it begins or ends an element, and what XML
 * cannot hold becomes a question mark.
 */
final class Xml {

    private final StringWriter out = new StringWriter();
    private final XMLStreamWriter xml;
    private int depth;

    Xml() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
        } catch (XMLStreamException e) {
            throw unforeseen(e);
        }
    }

    /** Only a document that is not nested well, or a stream that fails, is a reason to throw. */
    private static IllegalStateException unforeseen(XMLStreamException e) {
        return new IllegalStateException("XML cannot be written to memory", e);
    }

    private interface Writing {
        void write() throws XMLStreamException;
    }

    private Xml line(Writing writing) {
        try {
            xml.writeCharacters("  ".repeat(depth));
            writing.write();
            xml.writeCharacters("\n");
        } catch (XMLStreamException e) {
            throw unforeseen(e);
        }
        return this;
    }

    /**
     * Begins an element that has elements.
     *
     * @param attributes names and values in turn
     */
    Xml open(String element, String... attributes) {
        line(() -> {
            xml.writeStartElement(element);
            write(attributes);
        });
        depth++;
        return this;
    }

    /** Ends the element that began last. */
    Xml close() {
        depth--;
        return line(xml::writeEndElement);
    }

    /** An element without content. */
    Xml empty(String element, String... attributes) {
        return line(() -> {
            xml.writeEmptyElement(element);
            write(attributes);
        });
    }

    /** An element that has text. */
    Xml text(String element, String text, String... attributes) {
        return line(() -> {
            xml.writeStartElement(element);
            write(attributes);
            xml.writeCharacters(Markup.allowed(text));
            xml.writeEndElement();
        });
    }

    /** The whole document, once all its elements have ended. */
    @Override
    public String toString() {
        try {
            xml.flush();
        } catch (XMLStreamException e) {
            throw unforeseen(e);
        }
        return out.toString();
    }

    private void write(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            // A reader turns a line break in an attribute into a space anyway.
            xml.writeAttribute(attributes[i], Markup.allowed(Text.line(attributes[i + 1])));
        }
    }
}
