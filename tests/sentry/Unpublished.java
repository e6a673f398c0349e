import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.json.Json;

/**
 * The endpoints that Sentry's OpenAPI document does not have and tools ask all the same: what they take and answer, and
 * where that is known from. Of a parameter that takes a few words only, these stand behind it.
 */
final class Unpublished {
    private Unpublished() {}

    /**
     * @param source where it is known from
     * @param answer the outermost value: array, object, or any when it differs between versions of Sentry
     * @param query  as in {@code openapi-requests.json}
     */
    record Endpoint(String source, String answer, Map<String, Json> query) {}

    private static final String TABLE =
        """
            GET auth | object | | facts config 1: any token
            GET users/me/regions | object | | facts config 1
            GET organizations/{}/uptime | array | project[] environment[] owner[] query per_page cursor \
            | facts config 19: org:read as the reference server asks for
            POST projects/{}/{}/uptime | object | | facts config 16: project:write
            GET projects/{}/{}/uptime/{} | object | | facts config 20: project:read
            PUT projects/{}/{}/uptime/{} | object | | facts config 17: project:write
            DELETE projects/{}/{}/uptime/{} | any | | facts config 18: project:write
            GET projects/{}/{}/uptime/{}/checks | array | statsPeriod start end per_page cursor | facts config 20: \
            project:read
            GET organizations/{}/monitors/{}/stats | array | since until resolution environment[] | facts config 22: \
            as the monitor itself
            GET organizations/{}/alert-rules/{} | object | | facts config 24: org:read
            GET organizations/{}/alert-rules | array | project[] name per_page cursor | facts config 24: org:read
            GET organizations/{}/combined-rules | array | project[] name alertType=alert_rule,rule per_page cursor \
            | facts config 23: org:read
            GET organizations/{}/alert-rule-detector | object | alert_rule_id | facts behaviour: org:read, the \
            detector \
            that a rule has become
            GET organizations/{}/alert-rule-workflow | object | rule_id | facts behaviour: org:read, the workflow \
            that a \
            rule has become
            GET projects/{}/{}/rules/{} | object | | older servers: project:read, as its list
            POST organizations/{}/code-mappings/bulk | object | | facts config 11: an answer of any kind but success \
            leaves the project as it is
            POST organizations/{}/onboarding/agent/status | object | | facts config 28: org:read
            GET organizations/{}/ai-conversations | array | query project[] environment[] statsPeriod start end \
            per_page cursor \
            | facts events 4: as events/, org:read
            GET organizations/{}/ai-conversations/{} | any | project[] statsPeriod start end per_page cursor | facts \
            events 4: as events/, org:read
            GET organizations/{}/agents/conversations | array | query project[] environment[] statsPeriod start end \
            per_page cursor \
            | Sentry's source, pull request 121516: as ai-conversations, which it replaces
            GET organizations/{}/agents/conversations/{} | any | project[] statsPeriod start end per_page cursor \
            | Sentry's source, pull request 121516
            GET organizations/{}/events-stats | object \
            | dataset=errors,spans,logs,tracemetrics,ourlogs,spansIndexed yAxis[] query project[] environment[] \
            statsPeriod start end interval partial topEvents field[] sort \
            | Sentry's source: what events-timeseries replaces
            GET organizations/{}/events/validate | any \
            | dataset=errors,spans,logs,tracemetrics,ourlogs field[] query orderby project[] environment[] \
            statsPeriod start end \
            | facts events 4: as events/, org:read
            GET organizations/{}/events-trace/{} | any | statsPeriod limit useSpans project[] | facts events 2: older \
            servers
            GET organizations/{}/issues/{}/activities | object | | facts issues 7: event:read as the issue itself
            GET organizations/{}/issues/{}/user-reports | array | per_page cursor | facts issues 10: event:read as \
            the issue itself
            GET organizations/{}/issues/{}/tags | array | key[] limit environment[] statsPeriod start end \
            | Sentry's source, group_tags.py: event:read as the issue itself
            PUT organizations/{}/issues/{}/hashes | object | id[] | Sentry's source, group_hashes.py: event:write
            GET projects/{}/{}/events/{}/committers | object | | Sentry's source: project:read, a look-up that may fail
            GET projects/{}/{}/events/{}/owners | object | | Sentry's source, event_owners.py: project:read, a \
            look-up that may fail
            POST organizations/{}/issues/{}/notes | object | | facts issues 14: event:write
            GET projects/{}/{}/stacktrace-link | object \
            | file platform lineNo absPath module commitId groupId sdkName | facts issues 5.2: a look-up that may fail
            GET projects/{}/{}/trace-items/{} | object | trace_id item_type=spans statsPeriod start end | Sentry's \
            source, experimental: a look-up that may fail
            GET projects/{}/{}/files/images/{} | any | | facts events 5.21: project:read
            """;

    static final Map<String, Endpoint> ENDPOINTS = new TreeMap<>();

    static {
        for (String line : TABLE.strip().split("\n")) {
            String[] cells = line.split("\\s*\\|\\s*", -1);
            Map<String, Json> query = new LinkedHashMap<>();
            for (String parameter : cells[2].isEmpty() ? new String[0] : cells[2].split(" ")) {
                int at = parameter.indexOf('=');
                String name = (at < 0 ? parameter : parameter.substring(0, at)).replace("[]", "");
                java.util.ArrayList<String> rule =
                    new java.util.ArrayList<>(List.of(parameter.contains("[]") ? "string[]" : "string"));
                if (at > 0) rule.addAll(List.of(parameter.substring(at + 1).split(",")));
                query.put(name, Json.of(rule));
            }
            ENDPOINTS.put(cells[0], new Endpoint(cells[3], cells[1], query));
        }
    }

    /** Endpoint and source, for those of a call. */
    static Map<String, String> sources() {
        Map<String, String> sources = new TreeMap<>();
        ENDPOINTS.forEach((endpoint, known) -> sources.put(endpoint, known.source()));
        return sources;
    }
}
