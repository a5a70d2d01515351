package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.result.Run;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The page as who reads it aloud would have it: its words in their order, a block a line. */
final class PageText {

    private static final Set<String> BLOCKS =
            Set.of(
                    "header",
                    "section",
                    "article",
                    "figure",
                    "figcaption",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "p",
                    "ul",
                    "li",
                    "div",
                    "table",
                    "caption",
                    "tr",
                    "details",
                    "summary");
    private static final Set<String> CELLS = Set.of("th", "td", "dt", "dd");
    private static final Set<String> UNREAD = Set.of("head", "script", "path", "text");

    private final StringBuilder out = new StringBuilder();

    private PageText() {}

    static String of(Run run) {
        var text = new PageText();
        try {
            text.read(HtmlTest.document(run).getDocumentElement());
        } catch (Exception e) {
            throw new IllegalStateException("the page is not well-formed", e);
        }
        List<String> lines =
                text.out.toString().lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
        return String.join("\n", lines) + "\n";
    }

    private void read(Node node) {
        if (node.getNodeType() == Node.TEXT_NODE) {
            out.append(node.getTextContent().replaceAll("\\s+", " "));
            return;
        }
        if (!(node instanceof Element element) || UNREAD.contains(element.getTagName())) {
            return;
        }
        boolean isBlock = BLOCKS.contains(element.getTagName());
        out.append(isBlock ? "\n" : "");
        for (int i = 0; i < element.getChildNodes().getLength(); i++) {
            read(element.getChildNodes().item(i));
        }
        out.append(isBlock ? "\n" : CELLS.contains(element.getTagName()) ? " | " : "");
        if (element.getTagName().equals("title")) {
            out.append('\n');
        }
    }
}
