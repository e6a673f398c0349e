package tools.projects;

import static tools.answer.Show.or;

import java.util.ArrayList;
import java.util.List;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Account} are answered. */
final class AccountAnswers {
    private AccountAnswers() {}

    /** As many organizations as one asks Sentry for at once: its own upper bound for a page. */
    private static final int PAGE = 100;

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "whoami" -> whoami(call);
            case "find_organizations" -> organizations(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    private static Answer whoami(Call call) {
        Json user;
        try {
            user = call.sentry().send(Sentry.Request.get("auth")).json();
        } catch (FailureException nobody) {
            return nobody(call, nobody);
        }
        return bounds(
            Answer.titled("You are ", or(user.firstSaid("name", "username", "email"), "a user without a name"))
                .fact("Id", user.token("id")).fact("Name", user.said("name")).fact("Username", user.said("username"))
                .fact("Email", user.said("email")),
            call);
    }

    private static Answer bounds(Answer answer, Call call) {
        return answer
            .fact("Bound to organization", call.bounds().get("organizationSlug"))
            .fact("Bound to project", call.bounds().get("projectSlug"))
            .fact("Host", call.links().host());
    }

    /**
     * Tokens of organizations and integrations belong to nobody: Sentry answers 400 without a word, or 401. That the
     * token is good shows in what else it may see.
     */
    private static Answer nobody(Call call, FailureException failure) {
        if (failure.status() != 400 && failure.status() != 401) throw failure;
        List<Object> seen = new ArrayList<>();
        for (Json each : call.sentry().start(Sentry.Request.get("organizations")).orNone().list())
            if (each.text("slug") != null) seen.add(each.slug("slug"));
        if (seen.isEmpty()) throw failure;
        return bounds(Answer.titled("A token without a user")
            .line("It belongs to an organization or an integration. What needs a user, such as assigning to \"me\", is "
                + "not open to it.")
            .fact("Organizations", seen), call);
    }

    /**
     * One page of one region at a time would hide the others: each region gives its first page, and the cursor walks on
     * in all of them.
     */
    private static Answer organizations(Call call) {
        List<String> regions = call.sentry().regions();
        String[] cursors = call.text("cursor", "").split(",", -1);
        boolean first = !call.has("cursor");
        if (!first && cursors.length != regions.size())
            throw FailureException.input("cursor", "is not one of this tool's own");
        List<Sentry.Later> pages = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            boolean done = !first && cursors[i].isEmpty();
            pages.add(done ? null
                : call.sentry()
                    .start(Sentry.Request.get("organizations").with("per_page", PAGE).with("query", call.text("query"))
                        .with("cursor", first ? null : cursors[i]).in(regions.get(i))));
        }
        Answer answer = Answer.titled("Organizations");
        answer.section("Organizations");
        List<String> next = new ArrayList<>();
        int found = 0;
        boolean more = false;
        for (int i = 0; i < regions.size(); i++) {
            Sentry.Reply page = pages.get(i) == null ? null : pages.get(i).reply();
            next.add(page == null || page.next() == null ? "" : page.next());
            more |= page != null && page.next() != null;
            if (page == null) continue;
            for (Json organization : page.json().list()) {
                if (organization.text("slug") == null) continue;
                found++;
                answer.item("slug", organization.slug("slug")).fact("Name", organization.said("name"))
                    .fact("Url", call.links().web(organization.text("slug")))
                    .fact("Region", regions.size() > 1 ? region(regions.get(i)) : null);
            }
        }
        String cursor = more ? String.join(",", next) : null;
        if (found == 0)
            Sentry.Reply.nothing(answer, cursor,
                call.has("query") ? "None matches." : "The token can see no organization.");
        return answer.next(cursor);
    }

    /** {@code us} of {@code https://us.sentry.io}. */
    private static String region(String url) {
        String host = url.replaceFirst("^https?://", "");
        return host.endsWith(".sentry.io") ? host.substring(0, host.length() - ".sentry.io".length()) : host;
    }
}
