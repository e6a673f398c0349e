package tools.docs;

import static tools.sentry.Param.optional;
import static tools.sentry.Param.required;
import static tools.sentry.Tool.reads;

import java.util.List;
import tools.answer.Answer;
import tools.sentry.Call;
import tools.sentry.Domain;
import tools.sentry.Param;
import tools.sentry.Tool;

/** Sentry's documentation: a search, and its pages as markdown. Neither needs a token. */
public final class Docs implements Domain {
    private static final Param GUIDE =
        optional("guide", Param.Type.TEXT, "platform or platform/guide: python, javascript/nextjs");

    @Override
    public List<Tool> tools() {
        return List.of(
            reads("search_docs", "Search Sentry's documentation.")
                .takes(required("query", Param.Type.TEXT, ""), GUIDE, Param.limit(5, 10),
                    optional("maxResults", Param.Type.INTEGER, "").between(1, 10).unlisted()),
            reads("get_doc", "Read a page of Sentry's documentation; a long one comes as an outline and one section.")
                .takes(required("path", Param.Type.TEXT, "path or URL on docs.sentry.io or develop.sentry.io"),
                    optional("section", Param.Type.TEXT, "a heading of the outline, or its number")));
    }

    @Override
    public Answer call(Tool tool, Call call) { return DocAnswers.to(tool, call); }
}
