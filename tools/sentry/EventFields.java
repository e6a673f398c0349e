package tools.sentry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The fields that every Sentry has, by dataset: Sentry's own names and the OpenTelemetry names under which SDKs send
 * what people ask about. What services send besides comes from Sentry itself (tags and trace item attributes).
 */
public final class EventFields {
    private EventFields() {}

    /**
     * @param name  as a query takes it
     * @param type  string, number, boolean, date, duration (in milliseconds unless said)
     * @param about what it holds, for a reader and for a search by meaning
     */
    public record Field(String name, String type, String about) {}

    public static final String ROW_FUNCTIONS =
        "count(), count_unique(f), sum(f), avg(f), min(f), max(f), p50(f), p75(f), p90(f), p95(f), p99(f)";

    public static String functions(Dataset dataset) {
        return switch (dataset) {
            case SPANS -> ROW_FUNCTIONS + ", p100(f), epm(), failure_rate(), equation|avg(f) / 1000";
            case ERRORS -> "count(), count_unique(f), count_if(f,equals,value), last_seen(), eps(), epm()";
            case LOGS -> ROW_FUNCTIONS + ", p100(f), epm()";
            case METRICS -> "sum, avg, min, max, count, p50, p75, p90, p95, p99, per_second, per_minute, each as "
                + "p95(value,<metric.name>,<metric.type>,<metric.unit or ->)";
            case PROFILES -> "count(), last_seen(), p50(), p75(), p95(), p99()";
            case REPLAYS -> null;
        };
    }

    /** What a table shows when nobody says which columns: what people ask next, and what tells rows apart. */
    public static List<String> usual(Dataset dataset) {
        return switch (dataset) {
            case ERRORS -> List.of("id", "issue", "title", "project", "timestamp", "level", "message", "error.type",
                "culprit", "transaction", "environment", "release", "user.email", "user.id", "trace");
            case LOGS -> List.of("timestamp", "timestamp_precise", "project", "message", "severity", "environment",
                "release", "trace", "span_id");
            case METRICS ->
                List.of("id", "timestamp", "project", "trace", "metric.name", "metric.type", "metric.unit", "value");
            case PROFILES -> List.of("project", "profile.id", "profiler.id", "thread.id", "timestamp", "transaction",
                "transaction.duration", "release", "environment", "trace", "precise.start_ts", "precise.finish_ts");
            case SPANS, REPLAYS -> List.of("id", "span.op", "span.description", "span.duration", "span.status",
                "transaction", "timestamp", "precise.start_ts", "project", "parent_span", "trace");
        };
    }

    /** The dataset's fields whose name or meaning holds each word of {@code part}; all of them when it is null. */
    public static List<Field> matching(Dataset dataset, String part) {
        // Logs and metrics carry the attributes of the service that sent them: named when asked for, too many to be
        // listed unasked.
        String asked = part == null ? "" : OPEN_TELEMETRY;
        return fields(switch (dataset) {
            case SPANS -> SPANS + COMMON + OPEN_TELEMETRY;
            case ERRORS -> ERRORS + COMMON;
            case LOGS -> LOGS + COMMON + asked;
            case METRICS -> METRICS + COMMON + asked;
            case PROFILES -> PROFILES + COMMON;
            case REPLAYS -> REPLAYS;
        }, part);
    }

    private static List<Field> fields(String table, String part) {
        List<Field> found = new ArrayList<>();
        for (String line : table.split("\n")) {
            if (line.isEmpty() || !holds(line, part)) continue;
            String[] parts = line.split(" \\| ", -1);
            found.add(new Field(parts[0], parts[1], parts.length > 2 ? parts[2] : ""));
        }
        return found;
    }

    /** Whether a name is OpenTelemetry's: known everywhere, sent by few. */
    public static boolean conventional(String name) {
        return ("\n" + OPEN_TELEMETRY).contains("\n" + name + " | ");
    }

    /** Whether every word of {@code part} is in the text, in any case; anything holds null. */
    public static boolean holds(String text, String part) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String word : part == null ? new String[0] : part.toLowerCase(Locale.ROOT).split("\\s+"))
            if (!lower.contains(word)) return false;
        return true;
    }

    private static final String COMMON = """
        project | string | the project's slug
        timestamp | date | when it happened
        environment | string | such as production
        release | string | the version that ran
        platform | string | the SDK's language
        user.id | string | who was affected
        user.email | string
        sdk.name | string | which Sentry SDK sent it
        sdk.version | string
        """;

    private static final String SPANS = """
        id | string | the span's own id
        span.op | string | operation: db, http.client, http.server, queue.process …
        span.name | string | the name that OpenTelemetry gives it
        span.description | string | what it did: SQL, method and URL, template
        span.duration | duration | ms
        span.self_time | duration | ms outside child spans
        span.status | string | ok, internal_error, deadline_exceeded …
        transaction | string | the service entry (route, task) it belongs to
        transaction.duration | duration | ms
        transaction.op | string
        transaction.status | string
        is_transaction | boolean | true for service entry spans only
        precise.start_ts | date | when it began, to the microsecond
        precise.finish_ts | date
        trace | string | trace id
        parent_span | string | id of the span that it is in
        trace.parent_span_id | string
        measurements.lcp | duration | largest contentful paint, ms (good up to 2500)
        measurements.fcp | duration | first contentful paint, ms (good up to 1800)
        measurements.ttfb | duration | time to first byte, ms (good up to 800)
        measurements.inp | duration | interaction to next paint, ms (good up to 200)
        measurements.cls | number | cumulative layout shift (good up to 0.1)
        cache.hit | boolean | whether a cache had it
        mcp.method.name | string | MCP request such as tools/call
        mcp.protocol.version | string
        mcp.resource.uri | string
        mcp.session.id | string
        """;

    /** Names of the OpenTelemetry semantic conventions, and older ones that many services still send. */
    private static final String OPEN_TELEMETRY = """
        http.request.method | string | HTTP verb
        http.response.status_code | number | HTTP status
        http.route | string | route template
        http.request.body.size | number | bytes
        http.response.body.size | number | bytes
        http.method | string | older name of http.request.method
        http.status_code | number | older name of http.response.status_code
        http.url | string | older name of url.full
        url.full | string | whole URL
        url.path | string
        url.query | string
        url.template | string
        server.address | string | host that was called
        server.port | number
        client.address | string | caller's address
        network.protocol.name | string
        network.protocol.version | string
        user_agent.original | string | User-Agent header: browser, bot, client
        browser.name | string
        browser.version | string
        os.name | string | operating system
        os.version | string
        device.model.identifier | string
        device.manufacturer | string
        db.system.name | string | database product: postgresql, mysql, redis …
        db.system | string | older name of db.system.name
        db.namespace | string | database name
        db.collection.name | string | table or collection
        db.operation.name | string | SELECT, INSERT …
        db.operation | string | older name of db.operation.name
        db.query.text | string | SQL text
        db.query.summary | string
        db.response.status_code | string
        messaging.system | string | queue product: kafka, rabbitmq, sqs …
        messaging.destination.name | string | queue or topic
        messaging.operation.type | string | publish, receive, process
        messaging.message.id | string
        messaging.message.body.size | number | bytes
        messaging.message.receive.latency | duration | ms in the queue (lag)
        messaging.message.retry.count | number
        messaging.consumer.group.name | string
        rpc.system | string | grpc and others
        rpc.service | string
        rpc.method | string
        graphql.operation.name | string
        graphql.operation.type | string | query, mutation, subscription
        faas.name | string | serverless function
        faas.coldstart | boolean | cold start
        faas.trigger | string
        exception.type | string
        exception.message | string
        error.type | string
        code.function.name | string | source function
        code.file.path | string | source file
        code.line.number | number
        thread.id | string
        thread.name | string
        process.pid | number
        process.runtime.name | string
        process.runtime.version | string
        service.name | string
        service.version | string
        deployment.environment.name | string
        host.name | string | machine
        container.id | string
        k8s.namespace.name | string | Kubernetes
        k8s.pod.name | string | Kubernetes
        k8s.deployment.name | string | Kubernetes
        k8s.cluster.name | string | Kubernetes
        cloud.provider | string
        cloud.region | string
        cloud.availability_zone | string
        feature_flag.key | string
        feature_flag.result.variant | string
        session.id | string
        enduser.id | string
        gen_ai.operation.name | string | AI call: chat, execute_tool, invoke_agent …
        gen_ai.provider.name | string | AI provider (LLM vendor)
        gen_ai.request.model | string | AI model asked for
        gen_ai.response.model | string | AI model that answered
        gen_ai.request.max_tokens | number
        gen_ai.usage.input_tokens | number | prompt tokens
        gen_ai.usage.output_tokens | number | completion tokens
        gen_ai.usage.total_tokens | number | tokens
        gen_ai.cost.total_tokens | number | cost in USD
        gen_ai.tool.name | string | tool the agent called
        gen_ai.agent.name | string
        gen_ai.conversation.id | string | AI conversation
        """;

    private static final String ERRORS = """
        id | string | event id
        issue | string | short id such as API-7K2
        title | string
        message | string
        level | string | fatal, error, warning, info, debug
        culprit | string | where it was raised
        error.type | string | exception class
        error.value | string | exception message
        error.handled | boolean | caught by the code
        error.unhandled | boolean | crashed
        transaction | string | route or task
        url | string
        trace | string | trace id
        replayId | string
        stack.filename | string | source file of a frame
        stack.function | string | function of a frame
        stack.module | string
        stack.abs_path | string
        stack.lineno | number
        http.method | string
        os.name | string | operating system
        browser.name | string
        device.family | string
        user.username | string
        user.ip | string
        geo.country_code | string
        """;

    private static final String LOGS = """
        id | string
        message | string | the log's text
        severity | string | trace, debug, info, warn, error, fatal
        severity_number | number
        timestamp_precise | number | nanoseconds since 1970
        trace | string | trace id
        span_id | string | the span that it was written in
        sentry.item_id | string
        sentry.observed_timestamp_nanos | number
        sentry.message.template | string | the text before its parameters were filled in
        """;

    private static final String METRICS = """
        id | string
        metric.name | string
        metric.type | string | counter, gauge, distribution
        metric.unit | string
        value | number
        trace | string | trace id
        span_id | string
        timestamp_precise | number
        observed_timestamp | number
        """;

    private static final String PROFILES = """
        profile.id | string | transaction profile
        profiler.id | string | continuous profile
        thread.id | string
        transaction | string
        transaction.duration | duration | sent in ns
        profile.duration | duration | sent in ns
        trace | string | trace id
        device.model | string
        device.classification | string
        device.arch | string
        platform.name | string
        precise.start_ts | date | start and end of a continuous profile
        precise.finish_ts | date
        """;

    private static final String REPLAYS = """
        id | string
        activity | number | 1 to 10
        duration | duration | such as >10m
        count_errors | number
        count_rage_clicks | number | clicks again and again on the same
        count_dead_clicks | number | clicks without effect
        count_warnings | number
        count_infos | number
        count_segments | number
        count_urls | number | pages
        count_screens | number
        count_traces | number
        error_ids | string
        trace | string | trace id
        url | string | page visited
        screen | string | mobile screen
        user.email | string
        user.id | string
        user.username | string
        user.ip | string
        user.geo.city | string
        user.geo.country_code | string
        user.geo.region | string
        browser.name | string
        browser.version | string
        os.name | string | operating system
        os.version | string
        device.name | string
        device.brand | string
        device.family | string
        device.model_id | string
        environment | string | in the environment parameter, not in the query
        platform | string
        release | string
        dist | string
        replay_type | string | session or buffer
        is_archived | boolean
        seen_by_me | boolean
        viewed_by_me | boolean | replays that you watched
        sdk.name | string
        sdk.version | string
        click.textContent | string | text of a clicked element
        click.selector | string | CSS selector of a clicked element
        click.id | string
        click.class | string
        click.tag | string
        click.label | string
        click.alt | string
        click.title | string
        click.role | string
        click.testid | string
        click.component_name | string
        rage.selector | string | element of rage clicks
        dead.selector | string | element of dead clicks
        tap.message | string
        tap.view_id | string
        tap.view_class | string
        ota_updates.channel | string
        ota_updates.runtime_version | string
        ota_updates.update_id | string
        """;
}
