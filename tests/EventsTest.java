import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.Failure;

class EventsTest {
    private static final String EVENTS = "organizations/acme-labs/events";
    private static final String EMPTY = "{\"data\": [], \"meta\": {\"fields\": {}}}";

    static List<Case> cases() {
        return List.of(
            list("errors").get(EVENTS, "events/errors.json").next("0:25:0"),
            list("errors").with("fields", List.of("error.type", "count()", "count_unique(user.id)", "last_seen()")).get(EVENTS, "events/errors-groups.json"),
            list("spans").get(EVENTS, "events/spans.json"),
            list("spans").with("fields", List.of("transaction", "p95(span.duration)", "count()", "failure_rate()", "epm()", "sum(http.response.body.size)"))
                .get(EVENTS, "events/spans-groups.json"),
            list("logs").get(EVENTS, "events/logs.json"),
            list("metrics").get(EVENTS, "events/metrics.json"),
            list("profiles").get(EVENTS, "events/profiles.json"),
            list("replays").get("organizations/acme-labs/replays", "events/replays.json").next("0:25:0"),
            list("spans").with("query", "span.op:db").with("fields", List.of("span.duraton")).on("GET", EVENTS, EMPTY).get(EVENTS + "/validate", "events/validate.json"),
            fields("spans").get("organizations/acme-labs/trace-items/attributes", "events/attributes.json").next("0:100:0"),
            fields("errors").get("organizations/acme-labs/tags", "events/tags.json"),
            fields("replays").get("organizations/acme-labs/tags", "events/tags.json"),
            fields("profiles"));
    }

    private static Case list(String dataset) { return Case.of("list_events", "organizationSlug", "acme-labs", "dataset", dataset); }

    private static Case fields(String dataset) { return Case.of("list_event_fields", "organizationSlug", "acme-labs", "dataset", dataset); }

    /** The requests that a call makes, below the organization, spaces as they are. */
    private static List<String> sent(Case made) {
        FakeSentry sentry = new FakeSentry(made);
        try {
            sentry.answer(made);
        } catch (Failure refused) {
            // what was sent before is what counts
        }
        return sentry.sent().stream().map(request -> request.replace("GET organizations/acme-labs/", "")).toList();
    }

    private static final String ERROR_FIELDS = "field=id&field=issue&field=title&field=project&field=timestamp&field=level&field=message&field=error.type&field=culprit"
        + "&field=user.email&field=user.id&field=trace";
    private static final String SPAN_FIELDS = "field=id&field=span.op&field=span.description&field=span.duration&field=transaction&field=timestamp&field=project&field=trace";
    private static final String LOG_FIELDS = "field=id&field=timestamp&field=project&field=message&field=severity&field=trace";
    private static final String METRIC_FIELDS = "field=id&field=timestamp&field=project&field=trace&field=metric.name&field=metric.type&field=metric.unit&field=value";
    private static final String PROFILE_FIELDS = "field=project&field=profile.id&field=profiler.id&field=thread.id&field=timestamp&field=transaction&field=transaction.duration"
        + "&field=release&field=environment&field=trace&field=precise.start_ts&field=precise.finish_ts";
    private static final String TIMESTAMP = "&sort=-timestamp&per_page=25&statsPeriod=14d";

    /** dataset, what the caller says ("name=value", several of one name make a list), and the request that must leave. */
    private static final String[][] QUERIES = {
        {"errors", "", "events?dataset=errors&" + ERROR_FIELDS + "&query=" + TIMESTAMP},
        {"errors", "query=error.unhandled:true|environment=production|period=24h",
            "events?dataset=errors&" + ERROR_FIELDS + "&query=error.unhandled:true&sort=-timestamp&environment=production&per_page=25&statsPeriod=24h"},
        {"errors", "fields=count()|period=7d", "events?dataset=errors&field=count()&query=&sort=-count()&per_page=25&statsPeriod=7d"},
        {"errors", "query=has:error.type|fields=error.type|fields=count()|fields=count_unique(user.id)|sort=-count_unique(user.id)",
            "events?dataset=errors&field=error.type&field=count()&field=count_unique(user.id)&query=has:error.type&sort=-count_unique(user.id)&per_page=25&statsPeriod=14d"},
        {"errors", "query=error.type:NullPointerException|projectSlug=checkout-api",
            "events?dataset=errors&" + ERROR_FIELDS + "&query=error.type:NullPointerException" + TIMESTAMP + "&project=checkout-api"},
        {"errors", "query=message:*deadlock*|projectSlug=4507001", "events?dataset=errors&" + ERROR_FIELDS + "&query=message:*deadlock*" + TIMESTAMP + "&project=4507001"},
        {"errors", "query=os.name:iOS browser.name:\"Mobile Safari\"|fields=title|fields=browser.name|fields=os.name",
            "events?dataset=errors&field=title&field=browser.name&field=os.name&field=timestamp&query=os.name:iOS browser.name:\"Mobile Safari\"" + TIMESTAMP},
        {"errors", "query=stack.filename:\"*cart.ts\"|fields=issue|fields=timestamp|sort=timestamp",
            "events?dataset=errors&field=issue&field=timestamp&query=stack.filename:\"*cart.ts\"&sort=timestamp&per_page=25&statsPeriod=14d"},
        {"errors", "query=level:[fatal,error] !has:user.id|limit=100|cursor=0:100:0",
            "events?dataset=errors&" + ERROR_FIELDS + "&query=level:[fatal,error] !has:user.id&sort=-timestamp&per_page=100&cursor=0:100:0&statsPeriod=14d"},
        {"errors", "fields=release|fields=count()|fields=count_if(level,equals,fatal)|period=30d",
            "events?dataset=errors&field=release&field=count()&field=count_if(level,equals,fatal)&query=&sort=-count()&per_page=25&statsPeriod=30d"},
        {"errors", "query=release:shop@2.4.0 !error.type:TimeoutError|environment=production|environment=qa 2",
            "events?dataset=errors&" + ERROR_FIELDS + "&query=release:shop@2.4.0 !error.type:TimeoutError&sort=-timestamp&environment=production&environment=qa 2&per_page=25"
                + "&statsPeriod=14d"},
        {"errors", "query=trace:9f0c4b7d2e6a48b1a3c5d7e9f1b2c4d6|fields=issue|fields=title|limit=1",
            "events?dataset=errors&field=issue&field=title&field=timestamp&query=trace:9f0c4b7d2e6a48b1a3c5d7e9f1b2c4d6&sort=-timestamp&per_page=1&statsPeriod=14d"},
        {"spans", "", "events?dataset=spans&" + SPAN_FIELDS + "&query=" + TIMESTAMP},
        {"spans", "query=is_transaction:true|fields=transaction|fields=p75(span.duration)|fields=p95(span.duration)|fields=count()",
            "events?dataset=spans&field=transaction&field=p75(span.duration)&field=p95(span.duration)&field=count()&query=is_transaction:true&sort=-p75(span.duration)&per_page=25"
                + "&statsPeriod=14d"},
        {"spans", "query=has:db.system span.duration:>500ms|sort=-span.duration|period=24h",
            "events?dataset=spans&" + SPAN_FIELDS + "&query=has:db.system span.duration:>500ms&sort=-span.duration&per_page=25&statsPeriod=24h"},
        {"spans", "fields=gen_ai.request.model|fields=sum(gen_ai.usage.output_tokens)|query=has:gen_ai.usage.input_tokens|period=30d",
            "events?dataset=spans&field=gen_ai.request.model&field=sum(gen_ai.usage.output_tokens)&query=has:gen_ai.usage.input_tokens&sort=-sum(gen_ai.usage.output_tokens)"
                + "&per_page=25&statsPeriod=30d"},
        {"spans", "query=span.op:http.client http.status_code:>=500|fields=server.address|fields=count()|sort=-count()",
            "events?dataset=spans&field=server.address&field=count()&query=span.op:http.client http.status_code:>=500&sort=-count()&per_page=25&statsPeriod=14d"},
        {"spans", "fields=transaction|fields=count()|sort=-p75(measurements.lcp)",
            "events?dataset=spans&field=transaction&field=count()&field=p75(measurements.lcp)&query=&sort=-p75(measurements.lcp)&per_page=25&statsPeriod=14d"},
        {"spans", "query=span.op:cache.get cache.hit:false span.description:session*|fields=span.description|fields=count()",
            "events?dataset=spans&field=span.description&field=count()&query=span.op:cache.get cache.hit:false span.description:session*&sort=-count()&per_page=25&statsPeriod=14d"},
        {"spans", "fields=span.op|fields=equation~avg(span.duration) / 1000|period=7d",
            "events?dataset=spans&field=span.op&field=equation|avg(span.duration) / 1000&query=&per_page=25&statsPeriod=7d"},
        {"spans", "query=trace:4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b|sort=timestamp",
            "events?dataset=spans&" + SPAN_FIELDS + "&query=trace:4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b&sort=timestamp&per_page=25&statsPeriod=14d"},
        {"spans", "query=is_transaction:true transaction:*checkout*|start=2026-06-01T00:00:00|end=2026-06-03T23:59:59",
            "events?dataset=spans&" + SPAN_FIELDS + "&query=is_transaction:true transaction:*checkout*&sort=-timestamp&per_page=25&start=2026-06-01T00:00:00Z&end=2026-06-03T23:59:59Z"},
        {"spans", "query=is_transaction:true count():>1000|fields=transaction|fields=count()",
            "events?dataset=spans&field=transaction&field=count()&query=is_transaction:true count():>1000&sort=-count()&per_page=25&statsPeriod=14d"},
        {"spans", "query=tags[plan]:[gold,platinum]|fields=transaction|fields=tags[plan]|fields=count()",
            "events?dataset=spans&field=transaction&field=tags[plan]&field=count()&query=tags[plan]:[gold,platinum]&sort=-count()&per_page=25&statsPeriod=14d"},
        {"spans", "query=gen_ai.conversation.id:conv-88|fields=span.op|fields=failure_rate()|sort=-span.op",
            "events?dataset=spans&field=span.op&field=failure_rate()&query=gen_ai.conversation.id:conv-88&sort=-span.op&per_page=25&statsPeriod=14d"},
        {"logs", "", "events?dataset=logs&" + LOG_FIELDS + "&query=" + TIMESTAMP},
        {"logs", "query=severity:error|period=1h", "events?dataset=logs&" + LOG_FIELDS + "&query=severity:error&sort=-timestamp&per_page=25&statsPeriod=1h"},
        {"logs", "query=severity:warn message:\"*out of memory*\"|limit=50",
            "events?dataset=logs&" + LOG_FIELDS + "&query=severity:warn message:\"*out of memory*\"&sort=-timestamp&per_page=50&statsPeriod=14d"},
        {"logs", "fields=environment|fields=severity|fields=count()", "events?dataset=logs&field=environment&field=severity&field=count()&query=&sort=-count()&per_page=25&statsPeriod=14d"},
        {"logs", "query=trace:4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b|cursor=0:25:0",
            "events?dataset=logs&" + LOG_FIELDS + "&query=trace:4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b&sort=-timestamp&per_page=25&cursor=0:25:0&statsPeriod=14d"},
        {"logs", "query=!message:*healthz*|environment=production",
            "events?dataset=logs&" + LOG_FIELDS + "&query=!message:*healthz*&sort=-timestamp&environment=production&per_page=25&statsPeriod=14d"},
        {"logs", "query=project:[payments,ledger] severity:[error,fatal]|period=30m",
            "events?dataset=logs&" + LOG_FIELDS + "&query=project:[payments,ledger] severity:[error,fatal]&sort=-timestamp&per_page=25&statsPeriod=30m"},
        {"metrics", "", "events?dataset=tracemetrics&" + METRIC_FIELDS + "&query=" + TIMESTAMP},
        {"metrics", "fields=cloud.region|fields=p90(value,checkout.step.time,distribution,second)|period=7d",
            "events?dataset=tracemetrics&field=cloud.region&field=p90(value,checkout.step.time,distribution,second)&query=&sort=-p90(value,checkout.step.time,distribution,second)"
                + "&per_page=25&statsPeriod=7d"},
        {"metrics", "fields=environment|fields=max(value,queue.depth,gauge,-)|sort=-max(value,queue.depth,gauge,-)|period=24h",
            "events?dataset=tracemetrics&field=environment&field=max(value,queue.depth,gauge,-)&query=&sort=-max(value,queue.depth,gauge,-)&per_page=25&statsPeriod=24h"},
        {"metrics", "fields=per_minute(value,signup.completed,counter,-)",
            "events?dataset=tracemetrics&field=per_minute(value,signup.completed,counter,-)&query=&sort=-per_minute(value,signup.completed,counter,-)&per_page=25&statsPeriod=14d"},
        {"metrics", "query=metric.name:cart.value metric.type:distribution value:>100",
            "events?dataset=tracemetrics&" + METRIC_FIELDS + "&query=metric.name:cart.value metric.type:distribution value:>100" + TIMESTAMP},
        {"profiles", "query=transaction:\"/api/orders\"", "events?dataset=profiles&" + PROFILE_FIELDS + "&query=transaction:\"/api/orders\"" + TIMESTAMP},
        {"profiles", "fields=transaction|fields=p99()|fields=count()|period=7d",
            "events?dataset=profiles&field=transaction&field=p99()&field=count()&query=&sort=-p99()&per_page=25&statsPeriod=7d"},
        {"profiles", "fields=release|fields=count()|sort=-count()|environment=staging",
            "events?dataset=profiles&field=release&field=count()&query=&sort=-count()&environment=staging&per_page=25&statsPeriod=14d"},
        {"replays", "", "replays?sort=-started_at&per_page=25&statsPeriod=14d"},
        {"replays", "query=count_rage_clicks:>0 url:*pricing*|sort=-count_rage_clicks",
            "replays?query=count_rage_clicks:>0 url:*pricing*&sort=-count_rage_clicks&per_page=25&statsPeriod=14d"},
        {"replays", "query=count_errors:>0 duration:>10m|environment=staging|environment=production|sort=-duration|period=7d",
            "replays?query=count_errors:>0 duration:>10m&environment=staging&environment=production&sort=-duration&per_page=25&statsPeriod=7d"},
        {"replays", "query=click.textContent:\"Pay now\"|limit=3|cursor=0:3:0", "replays?query=click.textContent:\"Pay now\"&sort=-started_at&per_page=3&cursor=0:3:0&statsPeriod=14d"},
        {"replays", "query=viewed_by_me:true|projectSlug=checkout-api", "replays?query=viewed_by_me:true&sort=-started_at&per_page=25&statsPeriod=14d&project=checkout-api"},
        {"replays", "query=os.name:iOS screen:*Cart*|start=2026-02-01T00:00:00Z|end=2026-02-02T00:00:00+02:00",
            "replays?query=os.name:iOS screen:*Cart*&sort=-started_at&per_page=25&start=2026-02-01T00:00:00Z&end=2026-02-01T22:00:00Z"},
    };

    @Test
    void everyQueryLeavesAsSentrysApiDescribesIt() {
        assertTrue(QUERIES.length >= 40);
        for (String[] each : QUERIES) {
            Case made = list(each[0]);
            for (String argument : each[1].isEmpty() ? new String[0] : each[1].split("\\|")) {
                String name = argument.substring(0, argument.indexOf('='));
                String value = argument.substring(argument.indexOf('=') + 1).replace("equation~", "equation|");
                Object before = made.arguments().get(name);
                List<Object> all = new ArrayList<>(before instanceof List<?> list ? list : before == null ? List.of() : List.of(before));
                all.add(value);
                made = made.with(name, name.equals("fields") || name.equals("environment") ? all : value);
            }
            Case answered = made.on("GET", EVENTS, "{\"data\": [{\"id\": \"1\"}]}").on("GET", "organizations/acme-labs/replays", "{\"data\": [{\"id\": \"1\"}]}");
            assertEquals(List.of(each[2]), sent(answered), () -> each[0] + " " + each[1]);
        }
    }
}
