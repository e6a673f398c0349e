///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.wiremock:wiremock-standalone:3.13.2
//DEPS com.knuddels:jtokkit:1.1.0
//DEPS org.commonmark:commonmark:0.29.0
//DEPS org.junit.jupiter:junit-jupiter:6.1.3
//DEPS org.junit.platform:junit-platform-launcher:6.1.3
//SOURCES ../SentryMcp.java
//SOURCES *.java
//SOURCES answer/*.java
//SOURCES bench/*.java
//SOURCES docs/*.java
//SOURCES door/*.java
//SOURCES events/*.java
//SOURCES house/*.java
//SOURCES issues/*.java
//SOURCES json/*.java
//SOURCES kit/*.java
//SOURCES mcp/*.java
//SOURCES monitors/*.java
//SOURCES projects/*.java
//SOURCES sentry/*.java
//SOURCES shell/*.java

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What the program costs: start, calls, memory, size, each beside the floor that a bare JVM sets. Every figure is the
 * median of rounds in which all that is compared runs once, in random order, after one round that does not count. The
 * program runs as JBang starts it: its options, its jar, its class path. Sentry is a {@link LightSentry} in a process
 * of its own.
 */
class Bench {
    private static final String USAGE =
        """
            usage: ./jbang bench [--runs=20] [--quick] [--jdk=HOME]... [--peer="COMMAND"]... [--telemetry] [--starts] \
            [--soak] [--worst=SECONDS] | --tokens
              --runs=N         rounds (default 20); --quick is --runs=3
              --jdk=HOME       a JDK to measure with; may be repeated (default: the one this runs on)
              --peer=COMMAND   another MCP server, measured in the same rounds; it finds its Sentry in SENTRY_HOST, \
            over HTTPS
              --telemetry      have the program report to the Sentry on loopback; otherwise its telemetry is off
              --starts         only how long starts take
              --soak           20,000 calls instead: does anything grow?
              --worst=SECONDS  the worst answers known among honest calls instead: is anything lost?
              --tokens         alone: what definitions and the tests' answers cost a model, tool by tool
            """;

    // ================================================================ what is measured

    private static final List<BenchTable.Figure> FIGURES = new ArrayList<>();

    private static BenchTable.Figure figure(String name, String unit, String bar) {
        FIGURES.add(new BenchTable.Figure(name, unit, bar));
        return FIGURES.get(FIGURES.size() - 1);
    }

    private static final BenchTable.Figure INITIALIZE = figure("start to initialize answer", "ms", "2 x floor");
    private static final BenchTable.Figure LIST = figure("start to tools/list answer", "ms", "25 more");
    private static final BenchTable.Figure LAUNCHER =
        figure("start to initialize, ./jbang sentry-mcp (second start)", "ms", "30 over the program");
    private static final BenchTable.Figure URL_LATER =
        figure("start to initialize, JBang from a URL, second start", "ms", "150 over a script of one class");
    private static final BenchTable.Figure URL_FIRST =
        figure("start to initialize, JBang from a URL, very first start", "ms", "");
    private static final BenchTable.Figure TOOLS = figure("tools listed", "", "");
    private static final BenchTable.Figure DEFINITIONS = figure("their definitions", "bytes", "32000");
    private static final BenchTable.Figure SHARED =
        figure("definitions of tools that the reference has too", "bytes", "23000");
    private static final BenchTable.Figure FIRST_HTTP = figure("first call, 0.8 s after tools/list, HTTP", "ms", "60");
    private static final BenchTable.Figure FIRST_HTTPS =
        figure("first call, 0.8 s after tools/list, HTTPS", "ms", "200");
    private static final BenchTable.Figure CALL_50 = figure("50th call (median of 46th to 55th)", "ms", "");
    private static final BenchTable.Figure CALL_100 = figure("100th call (median of 96th to 105th)", "ms", "");
    private static final BenchTable.Figure ADDED = figure("added to the bare round trip at the 100th call", "ms", "1");
    private static final BenchTable.Figure MEMORY_LIST = figure("peak resident memory after tools/list", "MB", "45");
    private static final BenchTable.Figure MEMORY_WARM =
        figure("peak resident memory 0.8 s later, no call yet", "MB", "");
    private static final BenchTable.Figure MEMORY_50 = figure("peak resident memory after 50 calls", "MB", "80");
    private static final BenchTable.Figure MEMORY_600 = figure("peak resident memory after 600 calls", "MB", "80");
    private static final BenchTable.Figure EXIT_IDLE = figure("exit after end of input, idle", "ms", "60");
    private static final BenchTable.Figure EXIT_CALLS = figure("exit after end of input, after calls", "ms", "60");
    private static final BenchTable.Figure THROUGHPUT =
        figure("1,000 further calls, 16 in flight, Sentry at 0 ms", "calls/s", "400");
    private static final BenchTable.Figure LATENT =
        figure("50 calls at once, Sentry at 100 ms", "ms", "1100 (5 at a time: 1000)");
    private static final BenchTable.Figure TRACE = figure("get_trace_details of 10,000 spans, first call", "ms", "");
    private static final BenchTable.Figure WARM_TRACE =
        figure("get_trace_details of 10,000 spans, 5th call", "ms", "500");
    private static final BenchTable.Figure MEMORY_TRACE =
        figure("peak resident memory after those traces", "MB", "150");
    private static final BenchTable.Figure LARGEST = figure("largest list accepted from Sentry", "MiB", "");
    private static final BenchTable.Figure MEMORY_LARGEST = figure("peak resident memory after that list", "MB", "");
    private static final BenchTable.Figure LARGEST_TRACE = figure("largest trace accepted from Sentry", "MiB", "");
    private static final BenchTable.Figure MEMORY_LARGEST_TRACE =
        figure("peak resident memory after that largest trace", "MB", "");

    /**
     * The reference server's tools, those that it lists and those that it only executes (published behaviour, as of
     * 2026-11).
     */
    private static final Set<String> REFERENCE = Set
        .of("""
            whoami find_organizations find_teams find_projects find_releases get_release_details find_dsns create_dsn \
            update_dsn create_team create_project update_project
            add_team_to_project remove_team_from_project create_uptime_monitor update_uptime_monitor \
            delete_uptime_monitor find_uptime_monitors get_uptime_monitor_details
            find_monitors get_monitor_details find_alert_rules get_alert_rule find_dashboards get_dashboard_details \
            onboarding_status_update search_issues
            search_issue_events get_issue_details get_issue_activity get_issue_breadcrumbs get_issue_tag_values \
            get_issue_user_reports get_event_attachment
            get_event_stacktrace update_issue add_issue_note analyze_issue_with_seer get_sentry_resource \
            search_events get_trace_details get_span_details get_profile
            get_profile_details get_replay_details search_ai_conversations get_ai_conversation_details get_snapshot \
            get_snapshot_image get_latest_base_snapshot
            search_docs get_doc"""
            .split("\\s+"));

    /** The call that is timed: one request, 25 items. A peer knows it too. */
    private static final String CALL = call("find_projects", "{\"organizationSlug\":\"acme-labs\"}");
    private static final String LATE_CALL = call("find_projects", "{\"organizationSlug\":\"after-100ms\"}");
    private static final String TRACE_ID = "4c1e8a90b7d24f3f8a6b5c4d3e2f1a0b";
    private static final String TRACE_CALL =
        call("get_trace_details", "{\"organizationSlug\":\"acme-labs\",\"traceId\":\"" + TRACE_ID + "\"}");
    /** They fetch and compile each time, so there are few. */
    private static final int VERY_FIRST_STARTS = 3;
    private static final int CALLS = 600;
    /** As many as the 100th call, and the five after it, need. */
    private static final int FEWER_CALLS = 105;
    private static final int MANY = 1_000;
    /** More than the program has under way at once, so that it never waits for the client. */
    private static final int IN_FLIGHT = 16;
    private static final int[] SIZES_MIB = {1, 2, 4, 8, 12, 16, 20, 24, 32, 48, 64, 96};

    /** Parameters of tools/call. */
    static String call(String tool, String arguments) {
        return "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}";
    }

    // ================================================================ the command

    record Settings(int runs, List<Path> jdks, List<String> peers, boolean telemetry, boolean starts, boolean soak,
        int worst) {
        /** @throws IllegalArgumentException naming what is not understood */
        static Settings parse(String... args) {
            int runs = 20;
            int worst = 0;
            List<Path> jdks = new ArrayList<>();
            List<String> peers = new ArrayList<>();
            for (String arg : args) {
                String value = arg.substring(arg.indexOf('=') + 1);
                if (arg.matches("--runs=[1-9][0-9]{0,3}")) runs = Integer.parseInt(value);
                else if (arg.matches("--worst=[1-9][0-9]{0,4}")) worst = Integer.parseInt(value);
                else if (arg.equals("--quick")) runs = 3;
                else if (arg.startsWith("--jdk=") && !Files.exists(Path.of(value, "bin", "javac")))
                    throw new IllegalArgumentException("no JDK: " + value);
                else if (arg.startsWith("--jdk=")) jdks.add(Path.of(value).toAbsolutePath());
                else if (arg.matches("--peer=.+")) peers.add(value);
                else if (!List.of("--telemetry", "--starts", "--soak").contains(arg))
                    throw new IllegalArgumentException("not understood: " + arg);
            }
            if (jdks.isEmpty()) jdks.add(Path.of(System.getProperty("java.home")));
            return new Settings(runs, jdks, peers, List.of(args).contains("--telemetry"),
                List.of(args).contains("--starts"), List.of(args).contains("--soak"), worst);
        }
    }

    public static void main(String... args) throws Exception {
        if (List.of(args).equals(List.of("--tokens"))) {
            System.out.print(BenchTokens.run());
            System.exit(0);
        }
        Settings settings;
        try {
            settings = Settings.parse(args);
        } catch (IllegalArgumentException unknown) {
            System.err.print(unknown.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        if (settings.worst > 0) {
            BenchWorst.Seen seen = BenchWorst.run(settings.worst);
            System.out.println(seen);
            System.exit(seen.lost() == 0 ? 0 : 1);
        }
        try (BenchLab lab = new BenchLab(settings.jdks, settings.telemetry)) {
            System.out.println(settings.soak ? BenchSoak.run(lab) : new Bench(settings, lab).run());
        }
        System.exit(0);
    }

    private final Settings settings;
    private final BenchLab lab;
    private final BenchTable table;
    private final List<BenchTable.Figure> figures;
    private final Set<String> notes = new LinkedHashSet<>();
    private boolean counts;

    private Bench(Settings settings, BenchLab lab) {
        this.settings = settings;
        this.lab = lab;
        List<String> columns = new ArrayList<>();
        for (BenchLab.Jdk jdk : lab.jdks) columns.addAll(List.of(jdk.floor(), jdk.ours()));
        for (String peer : settings.peers) columns.add(peerName(peer));
        this.figures = settings.starts ? List.of(INITIALIZE, LIST, LAUNCHER, URL_LATER, URL_FIRST) : FIGURES;
        this.table = new BenchTable(figures, columns);
    }

    // ================================================================ rounds

    private record Probe(String name, Action action) {}

    private interface Action { void run() throws Exception; }

    private String run() {
        String load = BenchLab.load();
        for (int round = 0; round <= settings.runs; round++) {
            System.err
                .println(round == 0 ? "round 0, which does not count" : "round " + round + " of " + settings.runs);
            counts = round > 0;
            List<Probe> probes = probes();
            if (round <= VERY_FIRST_STARTS) for (BenchLab.Jdk jdk : lab.jdks) {
                probes.add(new Probe(jdk.floor() + ", first from a URL", () -> veryFirst(jdk, true)));
                probes.add(new Probe(jdk.ours() + ", first from a URL", () -> veryFirst(jdk, false)));
            }
            if (round == 1 && !settings.starts)
                // one trial: the answer is a fixed bound
                for (BenchLab.Jdk jdk : lab.jdks) probes.add(new Probe(jdk.ours() + ", largest", () -> largest(jdk)));
            Collections.shuffle(probes, new Random());
            probes.forEach(this::attempt);
        }
        for (BenchLab.Jdk jdk : lab.jdks)
            if (!settings.starts)
                table.add(ADDED, jdk.ours(), table.median(CALL_100, jdk.ours()) - table.median(CALL_100, jdk.floor()));
        return table.render() + "\nMedians of " + settings.runs
            + " rounds, over HTTPS where nothing else is said. Floor: a class that answers lines, started without "
            + "options; from a URL,\nthat class as a script with the program's two libraries; for calls, "
            + "java.net.http alone in a JVM with the program's options. Memory is that of all processes a command "
            + "starts. Telemetry is "
            + (settings.telemetry ? "on" : "off") + ".\n" + lab.machine(load) + "\n" + String.join("\n", notes);
    }

    private List<Probe> probes() {
        List<Probe> probes = new ArrayList<>();
        for (BenchLab.Jdk jdk : lab.jdks) {
            probes.add(new Probe(jdk.floor() + ", start", () -> floor(jdk)));
            probes.add(new Probe(jdk.ours() + ", start", () -> start(jdk)));
            probes.add(new Probe(jdk.ours() + ", ./jbang", () -> launched(jdk, jdk.ours(), LAUNCHER,
                List.of(Fixtures.CHECKOUT.resolve("jbang").toString(), "sentry-mcp"), Map.of())));
            probes.add(new Probe(jdk.floor() + ", from a URL",
                () -> launched(jdk, jdk.floor(), URL_LATER, lab.fromUrl(true), lab.jbangHome(jdk))));
            probes.add(new Probe(jdk.ours() + ", from a URL",
                () -> launched(jdk, jdk.ours(), URL_LATER, lab.fromUrl(false), lab.jbangHome(jdk))));
            if (settings.starts) continue;
            probes.add(new Probe(jdk.floor() + ", calls", () -> bareCalls(jdk)));
            probes.add(new Probe(jdk.floor() + ", HTTP", () -> bareFirstOverHttp(jdk)));
            probes.add(new Probe(jdk.ours() + ", calls", () -> calls(jdk)));
            probes.add(new Probe(jdk.ours() + ", HTTP", () -> firstOverHttp(jdk)));
            probes.add(new Probe(jdk.ours() + ", trace", () -> trace(jdk)));
        }
        for (String peer : settings.peers) probes.add(new Probe(peerName(peer), () -> peer(peer)));
        return probes;
    }

    /** What cannot be measured becomes a note, not the end. */
    private void attempt(Probe probe) {
        try {
            probe.action.run();
        } catch (Exception failed) {
            notes.add(probe.name + ": " + failed.getMessage());
        }
    }

    private void put(BenchTable.Figure figure, String column, double value) {
        if (counts && figures.contains(figure)) table.add(figure, column, value);
    }

    // ================================================================ probes

    private void floor(BenchLab.Jdk jdk) throws Exception {
        try (BenchChild child = lab.floor(jdk)) {
            child.ask("initialize", "{}");
            put(INITIALIZE, jdk.floor(), child.sinceStart());
            child.ask("tools/list", "{}");
            put(LIST, jdk.floor(), child.sinceStart());
            put(MEMORY_LIST, jdk.floor(), child.memory());
            put(EXIT_IDLE, jdk.floor(), child.exit());
        }
    }

    /** The same requests without the server: what java.net.http alone takes in such a JVM. */
    private void bareCalls(BenchLab.Jdk jdk) throws Exception {
        try (BenchChild child = lab.bareClient(jdk, true)) {
            double[] times = new double[FEWER_CALLS];
            for (int i = 0; i < times.length; i++) times[i] = fetched(child);
            put(FIRST_HTTPS, jdk.floor(), times[0]);
            putCalls(jdk.floor(), times);
            put(EXIT_CALLS, jdk.floor(), child.exit());
        }
    }

    private void bareFirstOverHttp(BenchLab.Jdk jdk) throws Exception {
        try (BenchChild child = lab.bareClient(jdk, false)) {
            put(FIRST_HTTP, jdk.floor(), fetched(child));
        }
    }

    /** What a bare client says that its request took, in milliseconds. */
    private static double fetched(BenchChild child) throws IOException {
        return McpClient.MAPPER.readTree(child.ask("fetch", "{}")).path("nanos").asDouble() / 1e6;
    }

    private void start(BenchLab.Jdk jdk) throws Exception {
        try (BenchChild child = lab.program(jdk, true)) {
            handshake(child, jdk.ours());
            put(EXIT_IDLE, jdk.ours(), child.exit());
        }
    }

    /** Leaves the server as its user's first thoughts find it. */
    private void handshake(BenchChild child, String column) throws Exception {
        child.ask("initialize", BenchLab.INITIALIZE);
        put(INITIALIZE, column, child.sinceStart());
        child.notify("notifications/initialized");
        String list = child.list();
        put(LIST, column, child.sinceStart());
        put(MEMORY_LIST, column, child.memory());
        JsonNode tools = McpClient.MAPPER.readTree(list).path("result").path("tools");
        put(TOOLS, column, tools.size());
        put(DEFINITIONS, column, definitions(tools, false));
        put(SHARED, column, definitions(tools, true));
        Thread.sleep(BenchLab.THINKING_MS);
        put(MEMORY_WARM, column, child.memory());
    }

    /** What of the list reaches a model, in bytes: name, description and input schema of each tool. */
    static int definitions(JsonNode tools, boolean sharedOnly) throws IOException {
        int bytes = 0;
        for (JsonNode tool : tools) {
            if (sharedOnly && !REFERENCE.contains(tool.path("name").asText())) continue;
            Map<String, JsonNode> definition = new LinkedHashMap<>();
            for (String field : List.of("name", "description", "inputSchema")) definition.put(field, tool.path(field));
            bytes += McpClient.MAPPER.writeValueAsBytes(definition).length;
        }
        return bytes;
    }

    private void calls(BenchLab.Jdk jdk) throws Exception {
        try (BenchChild child = lab.ready(jdk, true)) {
            double[] times = sequence(child, CALLS, jdk.ours());
            put(FIRST_HTTPS, jdk.ours(), times[0]);
            put(MEMORY_600, jdk.ours(), child.memory());
            put(THROUGHPUT, jdk.ours(), MANY / (child.many(MANY, IN_FLIGHT, number -> CALL) / 1e3));
            put(LATENT, jdk.ours(), child.many(50, 50, number -> LATE_CALL));
            if (child.failed + child.unasked > 0) notes.add(jdk.ours() + ", calls: " + child.failed + " calls failed, "
                + child.unasked + " answers were to nothing that was asked");
            put(EXIT_CALLS, jdk.ours(), child.exit());
        }
    }

    /** One call after the other. @return their milliseconds */
    private double[] sequence(BenchChild child, int calls, String column) throws IOException {
        double[] times = new double[calls];
        for (int i = 0; i < calls; i++) {
            child.callTool(CALL);
            times[i] = child.took();
            if (i == 49) put(MEMORY_50, column, child.memory());
        }
        putCalls(column, times);
        return times;
    }

    private void putCalls(String column, double[] times) {
        put(CALL_50, column, BenchTable.median(Arrays.copyOfRange(times, 45, 55)));
        put(CALL_100, column, BenchTable.median(Arrays.copyOfRange(times, 95, 105)));
    }

    private void firstOverHttp(BenchLab.Jdk jdk) throws Exception {
        try (BenchChild child = lab.ready(jdk, false)) {
            child.callTool(CALL);
            put(FIRST_HTTP, jdk.ours(), child.took());
        }
    }

    private void trace(BenchLab.Jdk jdk) throws Exception {
        if (!lab.hasTrace()) throw new IOException("skipped: there is no TracesTest.large() with ten thousand spans");
        try (BenchChild child = lab.ready(jdk, true)) {
            if (!child.offers("get_trace_details"))
                throw new IOException("skipped: there is no tool get_trace_details");
            child.callTool(TRACE_CALL);
            put(TRACE, jdk.ours(), child.took());
            for (int warm = 2; warm <= 5; warm++) child.callTool(TRACE_CALL);
            put(WARM_TRACE, jdk.ours(), child.took());
            put(MEMORY_TRACE, jdk.ours(), child.memory());
        }
    }

    private void largest(BenchLab.Jdk jdk) throws Exception {
        grow(jdk, "find_projects", "", LARGEST, MEMORY_LARGEST);
        grow(jdk, "get_trace_details", ",\"traceId\":\"" + TRACE_ID + "\"", LARGEST_TRACE, MEMORY_LARGEST_TRACE);
    }

    /** Larger and larger answers, until one is refused; each in a process of its own. */
    private void grow(BenchLab.Jdk jdk, String tool, String more, BenchTable.Figure size, BenchTable.Figure memory)
        throws Exception {
        for (int mib : SIZES_MIB) {
            try (BenchChild child = lab.ready(jdk, true)) {
                if (!child.offers(tool)) return;
                child.callTool(call(tool, "{\"organizationSlug\":\"bytes-" + (mib << 20) + "\"" + more + "}"));
                table.replace(size, jdk.ours(), mib);
                table.replace(memory, jdk.ours(), child.memory());
            } catch (IOException refused) {
                notes.add(jdk.ours() + ", " + tool + ", " + mib + " MiB: " + refused.getMessage());
                return;
            }
        }
    }

    /**
     * A second start. The first, not measured, remembers how: what the launcher or JBang had remembered was for the JDK
     * before.
     */
    private void launched(BenchLab.Jdk jdk, String column, BenchTable.Figure figure, List<String> words,
        Map<String, String> environment) throws Exception {
        try (BenchChild first = lab.started(jdk, words, true, environment)) {
            first.ask("initialize", BenchLab.INITIALIZE);
            first.exit();
        }
        try (BenchChild child = lab.started(jdk, words, true, environment)) {
            child.ask("initialize", BenchLab.INITIALIZE);
            put(figure, column, child.sinceStart());
            child.exit();
        }
    }

    /** With an empty folder of JBang's; the libraries are in Maven's repository. */
    private void veryFirst(BenchLab.Jdk jdk, boolean floor) throws Exception {
        try (BenchChild child = lab.started(jdk, lab.fromUrl(floor), true, lab.emptyJbangHome(jdk))) {
            child.ask("initialize", BenchLab.INITIALIZE);
            put(URL_FIRST, floor ? jdk.floor() : jdk.ours(), child.sinceStart());
            child.exit();
        }
    }

    private void peer(String command) throws Exception {
        String column = peerName(command);
        try (BenchChild child = lab.peer(command)) {
            handshake(child, column);
            double[] times = sequence(child, FEWER_CALLS, column);
            put(FIRST_HTTPS, column, times[0]);
            put(EXIT_CALLS, column, child.exit());
        }
    }

    /** "node sentry-mcp" of {@code /opt/node /opt/bin/sentry-mcp --sentry-dsn=}: a column's head. */
    static String peerName(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.split("[\\s'\"]+"))
            if (!word.startsWith("-") && !word.equals("exec")) words.add(word.substring(word.lastIndexOf('/') + 1));
        String name = String.join(" ", words);
        return name.length() > 24 ? "..." + name.substring(name.length() - 21) : name;
    }
}
