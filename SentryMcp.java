///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS io.sentry:sentry:8.62.0
//SOURCES tools/answer/package-info.java
//SOURCES tools/json/package-info.java
//SOURCES tools/sentry/package-info.java
//SOURCES tools/issues/package-info.java
//SOURCES tools/events/package-info.java
//SOURCES tools/projects/package-info.java
//SOURCES tools/monitors/package-info.java
//SOURCES tools/docs/package-info.java
//SOURCES tools/mcp/package-info.java
//SOURCES tools/shell/package-info.java
//SOURCES tools/views/package-info.java
//COMPILE_OPTIONS -J-XX:TieredStopAtLevel=1 -encoding UTF-8 --release 17 -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms16m -Xmn6m -Xmx256m -XX:-UsePerfData
//RUNTIME_OPTIONS -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
//RUNTIME_OPTIONS -Djava.util.concurrent.ForkJoinPool.common.parallelism=2 -Xlog:disable -Xlog:all=error:stderr
//DESCRIPTION A Model Context Protocol server for Sentry, over stdio
// Measured with ./jbang bench: the quick compiler (halves a first start), one thread for garbage, few young objects,
// a heap for two of the largest answers, no file in /tmp, two threads for HTTP; what is not MCP goes to standard error.

import io.sentry.ITransaction;
import io.sentry.NoOpLogger;
import io.sentry.NoopVersionDetector;
import io.sentry.SentryEvent;
import io.sentry.SentryLongDate;
import io.sentry.SentryOpenTelemetryMode;
import io.sentry.SentryOptions;
import io.sentry.SpanStatus;
import io.sentry.TransactionContext;
import io.sentry.TransactionOptions;
import io.sentry.internal.debugmeta.NoOpDebugMetaLoader;
import io.sentry.internal.modules.NoOpModulesLoader;
import io.sentry.protocol.TransactionNameSource;
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import tools.answer.*;
import tools.json.*;
import tools.mcp.*;
import tools.sentry.*;
import tools.shell.*;

/**
 * A Model Context Protocol server for Sentry: JSON-RPC on stdin and stdout, Sentry's API behind it. The same program
 * answers in a shell.
 *
 * <p>This file is everything that the program does to the outside: which hosts it calls and what it shows them, which
 * variables, files and streams it touches, which tools a skill grants. It opens no port, starts no process and writes
 * no file. Everything else is in {@code tools/}, which can do none of that: it asks through {@link Machine} and
 * {@link SentryCall}, and a test holds what it may name. Read from the top: tables, program, skills, where the token
 * may go, requests, network; what follows is mechanical.
 */
public class SentryMcp {
    static final String VERSION = "0.1.0";

    // ================================================================ tables

    /** Every host that is ever called, what for, and what it is shown. {@link Door#admit} holds requests to it. */
    static final String[][] HOSTS = {
        {"the host in SENTRY_HOST or --host, or sentry.io", "Sentry's API and login", "the token, SENTRY_HEADERS"},
        {"*.sentry.io, for sentry.io alone", "regions that sentry.io itself named, over https", "the access token"},
        {"--openai-base-url, or api.openai.com", "translates questions, with OPENAI_API_KEY only", "OPENAI_API_KEY"},
        {"docs.sentry.io, develop.sentry.io", "pages of the documentation", "nothing"},
        {"MCP_URL, or mcp.sentry.dev", "the documentation's search", "nothing"},
        {"the host in --sentry-dsn, or the publisher's", "this program's own faults and timing", "the DSN's key"},
        {"the proxy in HTTPS_PROXY", "tunnels to the above", "the proxy's own password"}};

    /** The publisher's DSN. Empty, as in this repository: nothing is sent unless {@code --sentry-dsn} asks for it. */
    static final String PUBLISHER = "";
    /** The publisher's OAuth application, as which {@code login} asks for a token; empty as well. */
    static final String APPLICATION = "";

    /** Every variable of the environment that is ever read, and why. No other can be seen by anything. */
    static final String[][] VARIABLES = {
        {"SENTRY_ACCESS_TOKEN", "the access token"},
        {"SENTRY_AUTH_TOKEN", "the access token, as other programs of Sentry's call it"},
        {"SENTRY_HOST", "where Sentry is: a host, or host:port"},
        {"SENTRY_URL", "the same as a URL"},
        {"MCP_SKILLS", "what is granted"},
        {"MCP_DISABLE_SKILLS", "what is not"},
        {"MCP_SCOPES", "deprecated: what is granted, by scopes"},
        {"MCP_ADD_SCOPES", "deprecated: what is granted besides reading, by scopes"},
        {"MCP_URL", "where search_docs asks"},
        {"SENTRY_HEADERS", "headers for a gate in front of the configured host, which alone is sent them"},
        {"SENTRY_CLIENT_ID", "the application as which login asks for a token"},
        {"OPENAI_API_KEY", "turns natural-language search on"},
        {"OPENAI_BASE_URL", "only compared: a key beside it is another host's"},
        {"OPENAI_MODEL", "the model's name"},
        {"OPENAI_REASONING_EFFORT", "low, medium, high; empty sends none (default low)"},
        {"HTTPS_PROXY", "proxy for https connections: http://[user:password@]host:port"},
        {"https_proxy", "the same"},
        {"NO_PROXY", "hosts that do without the proxy"},
        {"no_proxy", "the same"},
        {"SSL_CERT_FILE", "PEM file of further certificate authorities"},
        {"DO_NOT_TRACK", "1 turns telemetry off"},
        {"COLUMNS", "how wide a terminal is"},
        {"TERM", "whether it knows colours and pictures"},
        {"TERM_PROGRAM", "whether it knows pictures"},
        {"NO_COLOR", "whether they are wanted"},
        {"SENTRY_MCP_LAUNCHER", "what started this program, which config prints"},
        {"PATH", "where config looks for jbang"},
        {"HOME", "the same"}};

    /** Every file that is ever opened or looked at, and why. None is written. */
    static final String[][] FILES = {
        {"the pages in tools/views, which are part of the program", "read: handed to clients that show them"},
        {"the file in SSL_CERT_FILE", "read: certificate authorities, for the connections above"},
        {"jbang in the folders of PATH and in HOME/.jbang/bin", "looked at: config prints its path"}};

    /** Every stream. */
    static final String[][] STREAMS = {
        {"stdin", "frames of MCP; in a shell what a command is given"},
        {"stdout", "frames of MCP; in a shell a command's answer"},
        {"stderr", "lines for whoever started the program; secrets are cut out of all three"}};

    // ================================================================ program

    public static void main(String... args) {
        // UTF-8, whatever the locale is
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setErr(err);
        System.setOut(err);   // stdout carries frames; whatever else prints must not reach it
        Log log = new Log(err);
        int status;
        try {
            status = run(args, System.getenv(), new FileInputStream(FileDescriptor.in), out, log);
        } catch (UsageException usage) {
            log.say(usage.getMessage());
            status = 2;
        } catch (IOException gone) {
            status = 1;
        }
        halt(status);
    }

    /** @return the exit status. @throws UsageException when the command line cannot be understood */
    static int run(String[] args, Map<String, String> environment, InputStream in, OutputStream out, Log log)
        throws IOException {
        Map<String, String> seen = seen(environment);
        Options options = Options.parse(args, seen);
        for (String secret : options.secrets()) log.secrets.hide(secret);
        Grants.check(GRANTS, options);
        if (!options.isServer()) {
            Machine program = new Program(options, log, false);
            Manual manual = Manual.of(VERSION, VARIABLES, new Grants(GRANTS), options.skills());
            return new Commands(options, seen, Terminal.of(seen, hasTerminal()), in, out, program, manual).run();
        }
        for (String warning : options.warnings()) log.say(warning);
        log.say(options.naturalLanguage());
        server(options, in, out, log, new Halt()).serve();
        return 0;
    }

    /** @param gone what to do when nobody reads any more */
    static Server server(Options options, InputStream in, OutputStream out, Log log, Runnable gone) {
        Program program = new Program(options, log, true);
        if (program.reporting) log.say("telemetry is " + program.telemetry());
        return new Server(options.session(VERSION), in, out, program, gone);
    }

    /** Of the environment what {@link #VARIABLES} names. */
    private static Map<String, String> seen(Map<String, String> environment) {
        Map<String, String> seen = new HashMap<>();
        for (String[] variable : VARIABLES)
            if (environment.get(variable[0]) != null) seen.put(variable[0], environment.get(variable[0]));
        return seen;
    }

    /** Up to Java 21 there is a console only at a terminal; from 22 on there always is one, and it says. */
    private static boolean hasTerminal() {
        if (System.console() == null) return false;
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(System.console());
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    /** The end, when nobody reads any more. No lambda: the first of a program takes longer than the whole handshake. */
    private static final class Halt implements Runnable {
        @Override
        public void run() { halt(0); }
    }

    /**
     * Ends the program at once: nothing is left to do. The VM gives a thread that waits in the system 300 ms to come
     * back, and the HTTP client's selector always does; it ends when it is interrupted, and only from JDK 21 on would
     * the client itself have a way.
     */
    private static void halt(int status) {
        Thread[] threads = new Thread[Thread.activeCount() + 10];
        int many = Thread.enumerate(threads);
        try {
            for (int i = 0; i < many; i++) {
                if (!threads[i].getName().endsWith(Network.SELECTOR)) continue;
                threads[i].interrupt();
                threads[i].join(100);
            }
        } catch (InterruptedException now) {
            // then it takes 300 ms longer
        }
        Runtime.getRuntime().halt(status);
    }

    // ================================================================ skills

    /** Which skills grant which tool. A tool that is not in this table cannot be called. */
    static final String GRANTS = """
        whoami                       inspect docs seer triage project-management
        find_organizations           inspect docs seer triage project-management
        find_teams                   inspect triage project-management
        find_projects                inspect docs seer triage project-management
        list_issues                  inspect seer triage
        search_issues                inspect seer triage
        list_issue_events            inspect triage
        search_issue_events          inspect triage
        get_issue_details            inspect seer triage
        get_issue_activity           inspect triage
        get_issue_breadcrumbs        inspect triage
        get_issue_tag_values         inspect
        get_issue_user_reports       inspect triage
        get_issue_hashes             inspect
        get_event_stacktrace         inspect seer triage
        get_event_attachment         inspect
        get_source_map_status        inspect
        get_sentry_resource          inspect seer triage
        list_events                  inspect
        search_events                inspect
        list_event_fields            inspect
        get_event_series             inspect
        get_trace_details            inspect
        get_span_details             inspect
        get_profile                  inspect
        get_profile_details          inspect
        get_replay_details           inspect
        search_ai_conversations      inspect
        get_ai_conversation_details  inspect
        get_snapshot                 inspect
        get_snapshot_image           inspect
        get_latest_base_snapshot     inspect
        find_releases                inspect
        get_release_details          inspect
        get_release_health           inspect
        get_usage                    inspect
        find_uptime_monitors         inspect
        get_uptime_monitor_details   inspect
        find_monitors                inspect
        get_monitor_details          inspect
        find_alert_rules             inspect
        get_alert_rule               inspect
        find_dashboards              inspect
        get_dashboard_details        inspect
        update_issue                 triage
        add_issue_note               triage
        merge_issues                 triage
        analyze_issue_with_seer      seer
        find_dsns                    project-management
        create_team                  project-management
        create_project               project-management
        update_project               project-management
        add_team_to_project          project-management
        remove_team_from_project     project-management
        create_dsn                   project-management
        update_dsn                   project-management
        create_uptime_monitor        project-management
        update_uptime_monitor        project-management
        delete_uptime_monitor        project-management
        create_monitor               project-management
        update_monitor               project-management
        create_issue_alert           project-management
        create_metric_alert          project-management
        update_alert_rule            project-management
        create_dashboard             project-management
        update_dashboard             project-management
        onboarding_status_update     inspect docs seer triage project-management
        search_docs                  inspect docs
        get_doc                      inspect docs
        """;

    // ================================================================ where the token may go

    /** The way out: every request that the program makes. One client, one loop, one place for all rules. */
    static final class Door {
        /** All calls together; Sentry limits concurrency per token, and five keep any client busy. */
        private static final int AT_ONCE = 5;
        private static final int REDIRECTS = 3;
        /** A retry that has less time than this left cannot bring anything. */
        private static final long LEAST_MS = 1_000;
        /** What holds a wait up is looked at this often, and said to whoever waits. */
        private static final long LOOK_MS = 1_500;
        private static final Set<String> DOCUMENTATION = Set.of("docs.sentry.io", "develop.sentry.io");

        private final Options options;
        private final Log log;
        private final Executor threads;
        private final LanguageModel model;
        private final Memory memory = new Memory();
        private final Semaphore slots = new Semaphore(AT_ONCE, true);
        /** Where the token may go: the configured Sentry, and the regions that it named since. */
        private final Set<String> places = ConcurrentHashMap.newKeySet();
        private final Map<String, FutureTask<String>> regionOf = new ConcurrentHashMap<>();
        private volatile List<String> regions;         // as sentry.io named them; null: not asked yet
        /** The token's scopes, once they were asked for; null when Sentry did not say. */
        private final CompletableFuture<Set<String>> granted = new CompletableFuture<>();
        private Network network;

        Door(Options options, Log log, Executor threads) {
            this.options = options;
            this.log = log;
            this.threads = threads;
            this.model = options.model();
            places.add(Links.origin(URI.create(options.base())));
        }

        /**
         * Lets a request out, with what its host may see, or not at all. The host is compared as parsed, and called as
         * parsed: an address without one is nowhere.
         *
         * @throws IllegalArgumentException when it may not go there
         */
        private HttpRequest.Builder admit(Errand.Host host, URI uri) {
            if (uri.getHost() == null || uri.getRawUserInfo() != null)
                throw new IllegalArgumentException("an address without a host");
            String origin = Links.origin(uri);
            HttpRequest.Builder request = network().request(uri);
            switch (host) {
                case SENTRY -> {
                    if (!places.contains(origin))
                        throw new IllegalArgumentException("neither the configured Sentry nor a region that it named");
                    // the doctor looks without a token, too
                    if (options.token() != null) request.header("Authorization", "Bearer " + options.token());
                    gate(request, origin);
                }
                case LOGIN -> {
                    if (!origin.equals(Links.origin(URI.create(options.base()))))
                        throw new IllegalArgumentException("not the configured Sentry");
                    gate(request, origin);
                }
                case MODEL -> {
                    if (!origin.equals(Links.origin(URI.create(options.openAiBase()))))
                        throw new IllegalArgumentException("not the language model");
                    request.header(options.openAiHeader().getKey(), options.openAiHeader().getValue());
                }
                case DOCUMENTATION -> {
                    if (!isPage(uri) && !origin.equals(options.mcpUrl()))
                        throw new IllegalArgumentException("not the documentation");
                }
                default -> throw new IllegalArgumentException(host.name());
            }
            return request;
        }

        /** What a gate wants to see, for the configured host and no region. */
        private void gate(HttpRequest.Builder request, String origin) {
            if (origin.equals(Links.origin(URI.create(options.base())))) options.headers().forEach(request::header);
        }

        /** Exactly two hosts, over https on its usual port. */
        private static boolean isPage(URI uri) {
            return "https".equals(uri.getScheme()) && uri.getRawUserInfo() == null && uri.getPort() < 0
                && uri.getHost() != null && DOCUMENTATION.contains(uri.getHost());
        }

        /** The address of a region of sentry.io's: https, on its own port, below sentry.io. Null when it is none. */
        static String region(String url) {
            if (url == null) return null;
            try {
                URI uri = URI.create(url);
                String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
                boolean plain = uri.getRawUserInfo() == null && uri.getPort() < 0 && uri.getRawQuery() == null
                    && uri.getRawFragment() == null && ("".equals(uri.getRawPath()) || "/".equals(uri.getRawPath()));
                boolean ours = host.equals("sentry.io") || host.endsWith(".sentry.io");
                return plain && ours && "https".equals(uri.getScheme()) ? "https://" + host : null;
            } catch (IllegalArgumentException malformed) {
                return null;
            }
        }

        /**
         * Where a redirect leads: for Sentry to the same scheme, host and port, and never a write; for pages of the
         * documentation to other pages. @throws FailureException anywhere else
         */
        private static URI redirected(Errand errand, URI from, Answered answered) {
            String location = answered.header("Location");
            if (location.isEmpty())
                throw errand.strayed(Errand.Stray.NOWHERE, answered.status(), "", REDIRECTS);
            URI to;
            try {
                to = from.resolve(location);
            } catch (IllegalArgumentException malformed) {
                throw errand.strayed(Errand.Stray.ELSEWHERE, answered.status(), location, REDIRECTS);
            }
            if (errand.host() == Errand.Host.DOCUMENTATION && isPage(to)) return Documentation.source(to);
            boolean same = errand.host() == Errand.Host.SENTRY && to.getHost() != null && to.getRawUserInfo() == null
                && Links.origin(to).equals(Links.origin(from));
            if (!same) throw errand.strayed(Errand.Stray.ELSEWHERE, answered.status(),
                errand.host() == Errand.Host.DOCUMENTATION ? location : to.toString(), REDIRECTS);
            if (!errand.method().equals("GET"))
                throw errand.strayed(Errand.Stray.WRITE, answered.status(), to.toString(), REDIRECTS);
            return to;
        }

        SentryCall open(Tool tool) { return new HttpCall(tool); }

        /** The outside as one call sees it: within the call's deadline, and aborted when the call is cancelled. */
        private final class HttpCall implements SentryCall {
            private final Tool tool;
            // results that are waited for, and the work behind them
            private final Map<CompletableFuture<?>, CompletableFuture<?>> underWay = new HashMap<>();
            private final Memory.Share share = memory.share();
            private Call.User user;                             // null: nobody wants to know how far it has come
            private Thread thread;                              // the call's, while it runs
            private volatile boolean over;
            private volatile long deadline = Long.MAX_VALUE;    // System.nanoTime()
            private long stopped;

            HttpCall(Tool tool) { this.tool = tool; }

            // -------------------------------------------------------- Sentry, and its regions

            @Override
            public Reply send(Request request) {
                if (options.token() == null) throw HttpFailure.noToken(options.base(),
                    Scopes.of(new Grants(GRANTS).offers(options).tools()));
                String base = request.region() != null ? named(request.region())
                    : request.organization() != null ? home(request.organization()) : options.base();
                return ask(request, base);
            }

            private Reply ask(Request request, String base) {
                SentryErrand errand = errand(request, base);
                return errand.reply(send(errand), share, this::alive);
            }

            private SentryErrand errand(Request request, String base) {
                String url = base + "/api/0/" + request.encoded();
                boolean writes = !request.method().equals("GET");
                HttpFailure failure = new HttpFailure(options.host(), Links.place(url),
                    network().proxied(URI.create(url)), writes, tool);
                return new SentryErrand(request, url, failure, granted.getNow(null), network().unusable);
            }

            @Override
            public List<String> regions() {
                if (regions != null) return regions;
                if (!options.host().equals(Options.DEFAULT_HOST)) return regions = List.of(options.base());
                List<String> named = new ArrayList<>();
                try {
                    for (Json each : send(Request.get("users", "me", "regions")).json().list("regions")) {
                        String region = region(each.text("url"));
                        if (region != null) named.add(region);
                    }
                } catch (FailureException failure) {
                    if (failure.kind() != FailureException.Kind.NOT_FOUND
                        && failure.kind() != FailureException.Kind.PERMISSION) throw failure;
                    return List.of(options.base());   // organization tokens belong to no user
                }
                places.addAll(named);
                return regions = named.isEmpty() ? List.of(options.base()) : List.copyOf(named);
            }

            private String named(String region) {
                if (!region.equals(options.base()) && !regions().contains(region))
                    throw new IllegalArgumentException("not a region that Sentry named");
                return region;
            }

            /** Where an organization lives, as sentry.io says; asked once per organization. Others have no regions. */
            private String home(String organization) {
                if (!options.host().equals(Options.DEFAULT_HOST)) return options.base();
                FutureTask<String> mine = new FutureTask<>(() -> {
                    Request request = Request.get("organizations", organization).with("detailed", 0);
                    String region = region(ask(request, options.base()).json().text("links", "regionUrl"));
                    if (region != null) places.add(region);
                    return region == null ? options.base() : region;
                });
                while (true) {
                    FutureTask<String> first = regionOf.putIfAbsent(organization, mine);
                    if (first == null) mine.run();
                    FutureTask<String> asked = first == null ? mine : first;
                    try {
                        return asked.get(Math.max(0, left()), TimeUnit.MILLISECONDS);
                    } catch (ExecutionException failed) {
                        regionOf.remove(organization, asked);
                        FailureException.Kind kind =
                            failed.getCause() instanceof FailureException failure ? failure.kind() : null;
                        // it was another call's question, and that call was cancelled
                        if (asked != mine && kind == null) continue;
                        left();
                        // the request itself will say so, or do without
                        if (kind == FailureException.Kind.NOT_FOUND || kind == FailureException.Kind.PERMISSION)
                            return options.base();
                        throw thrown(failed);
                    } catch (TimeoutException late) {
                        throw HttpFailure.outOfTime(tool);
                    } catch (InterruptedException stop) {
                        throw interrupted();
                    }
                }
            }

            @Override
            public Later start(Request request) {
                FutureTask<Reply> task = new FutureTask<>(() -> send(request));
                threads.execute(task);
                return () -> {
                    task.run();   // does nothing when a thread has taken it; when all are busy, this one does it
                    try {
                        return task.get();
                    } catch (ExecutionException failed) {
                        throw thrown(failed);
                    } catch (InterruptedException stop) {
                        throw interrupted();
                    }
                };
            }

            @Override
            public Call.Model model() { return model == null ? null : model.asked(this); }
            @Override
            public Call.Docs docs() { return new Documentation(options.mcpUrl(), this); }

            // ======================================================== requests

            /** The one loop: attempts, waits and redirects, until there is a good answer or no time. */
            @Override
            public Answered send(Errand errand) {
                URI uri = URI.create(errand.url());
                int redirects = 0;
                for (int attempt = 1;;) {
                    long millis = Math.min(left() - errand.reserve(), errand.longest());
                    if (millis < errand.least()) throw errand.late();
                    FailureException failure;
                    long wait = backoff(attempt);
                    try {
                        Answered answered = exchange(errand, uri, millis).answered;
                        Errand.Verdict verdict = errand.judge(answered, attempt);
                        if (verdict instanceof Errand.Verdict.Good) return answered;
                        if (verdict instanceof Errand.Verdict.Redirected) {
                            uri = redirected(errand, uri, answered);
                            if (++redirects > REDIRECTS) throw errand.strayed(Errand.Stray.CIRCLE, answered.status(),
                                uri.toString(), REDIRECTS);
                        }
                        if (verdict instanceof Errand.Verdict.Differently) uri = URI.create(errand.url());
                        if (!(verdict instanceof Errand.Verdict.Again again)) continue;
                        failure = again.failure();
                        wait = Math.max(again.millis(), wait);
                    } catch (Memory.TooLargeException much) {
                        throw errand.tooLarge(much.most());
                    } catch (IOException broken) {
                        HttpFailure.Fault fault = HttpFailure.fault(broken);
                        failure = errand.broken(fault, millis);
                        if (!errand.again(fault)) throw failure;
                    }
                    if (attempt++ == errand.attempts() || left() - errand.reserve() < wait + LEAST_MS) throw failure;
                    if (user != null) user.stillWaiting(Links.place(uri.toString()) + " is not ready, trying again in "
                        + Math.max(1, wait / 1000) + " s");
                    pause(wait);
                }
            }

            /** One attempt, when a slot is free: over after {@code millis}, and gone from the wire when the call is. */
            private Exchange exchange(Errand errand, URI uri, long millis) throws IOException {
                HttpRequest.Builder request = admit(errand.host(), uri);
                errand.headers().forEach(request::header);
                byte[] body = errand.body();
                request.method(errand.method(), body == null ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
                takeSlot(errand);
                try {
                    return exchange(request.build(), errand.most(), millis);
                } finally {
                    slots.release();
                }
            }

            private Exchange exchange(HttpRequest request, int most, long millis) throws IOException {
                Memory.Piece memory = share.piece(most);
                Bounded bounded = new Bounded(memory);
                CompletableFuture<HttpResponse<byte[]>> future = null;
                boolean whole = false;
                try {
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
                    CompletableFuture<Void> address = network().lookUp(request.uri());
                    if (address != null) await(waitsFor(address, address), request.uri(), end);
                    left();
                    future = network().client.sendAsync(request, bounded);
                    future.whenComplete(bounded);
                    byte[] packed = await(waitsFor(bounded.body, future), request.uri(), end);
                    String encoding = bounded.headers.firstValue("Content-Encoding").orElse("");
                    byte[] plain = log.secrets.redact(memory.unpacked(packed, encoding));
                    whole = true;
                    return new Exchange(new Answered(bounded.status, bounded.headers.map(), plain), future);
                } catch (ExecutionException failed) {
                    left();
                    if (bounded.refusal != null) throw bounded.refusal;
                    if (failed.getCause() instanceof Error error) throw error;   // too little memory
                    // also what the JDK's client stumbles over: a length that is no number
                    throw new IOException(failed.getCause());
                } catch (InterruptedException | CancellationException stop) {
                    throw interrupted();
                } finally {
                    if (!whole && future != null) future.cancel(true);
                    if (!whole) memory.giveBack();
                }
            }

            /** One attempt, whatever its status: for the doctor, who reads headers and certificates. */
            Machine.Look look(Request request) {
                SentryErrand errand = errand(request, options.base());
                try {
                    Exchange exchange = exchange(errand, URI.create(errand.url()), Math.min(left(), errand.longest()));
                    return new Machine.Look(exchange.answered, null, null, exchange.response.join().sslSession());
                } catch (IOException broken) {
                    HttpFailure.Fault fault = HttpFailure.fault(broken);
                    return new Machine.Look(null, errand.broken(fault, tool.seconds() * 1_000L), fault,
                        Optional.empty());
                }
            }

            private void takeSlot(Errand errand) {
                try {
                    while (!slots.tryAcquire(100, TimeUnit.MILLISECONDS)) if (left() <= 0) throw errand.late();
                } catch (InterruptedException stop) {
                    throw interrupted();
                }
            }

            /** From here on, a cancellation ends the wait, and the work behind it. @throws when it came before */
            private synchronized <T> CompletableFuture<T> waitsFor(CompletableFuture<T> result,
                CompletableFuture<?> work) {
                left();
                underWay.put(result, work);
                return result;
            }

            /** @param end System.nanoTime() */
            private <T> T await(CompletableFuture<T> result, URI uri, long end)
                throws IOException, InterruptedException, ExecutionException {
                try {
                    for (int waited = 1;; waited++) {
                        long rest = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                        if (rest <= 0) throw new HttpTimeoutException("no answer in time");
                        try {
                            return result.get(Math.min(rest, LOOK_MS), TimeUnit.MILLISECONDS);
                        } catch (TimeoutException notYet) {
                            left();
                            if (user != null) user.stillWaiting("waiting for " + Links.place(uri.toString()) + " ("
                                + waited * LOOK_MS / 1_000 + " s)");
                        }
                    }
                } finally {
                    synchronized (this) {
                        underWay.remove(result);
                    }
                }
            }

            // -------------------------------------------------------- its time

            @Override
            public void begin(Call.User of) {
                user = of;
                deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(tool.seconds());
                synchronized (this) {
                    thread = Thread.currentThread();
                }
            }

            @Override
            public boolean cancelled() { return over; }

            @Override
            public void cancel() {
                List<CompletableFuture<?>> open = new ArrayList<>();
                synchronized (this) {
                    over = true;
                    // an exchange that is cancelled closes its connection, from JDK 16 on
                    open.addAll(underWay.values());
                    open.addAll(underWay.keySet());
                    notifyAll();
                    if (thread != null && thread != Thread.currentThread()) thread.interrupt();
                }
                // without the lock, for which what arrives may be waiting
                open.forEach(each -> each.cancel(true));
            }

            @Override
            public void end() {
                synchronized (this) {
                    // a cancellation that came too late must not hit the next call on this thread
                    if (thread == Thread.currentThread()) Thread.interrupted();
                    thread = null;
                }
                cancel();
                // Left to itself, the serial collector of newer JDKs lets the heap grow to its bound before it takes
                // back what a large answer left.
                if (share.end()) System.gc();
            }

            @Override
            public void stopClock() { stopped = System.nanoTime(); }
            @Override
            public void resumeClock() { deadline += System.nanoTime() - stopped; }

            /** Milliseconds until the deadline. @throws CancelledException */
            private long left() {
                if (over) throw new CancelledException();
                return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }

            private CancelledException interrupted() {
                over = true;
                return new CancelledException();
            }

            @Override
            public synchronized void pause(long millis) {
                long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
                if (left() < millis) throw HttpFailure.outOfTime(tool);
                try {
                    for (long rest; (rest = until - System.nanoTime()) > 0 && !over;)
                        wait(rest / 1_000_000, (int) (rest % 1_000_000));
                } catch (InterruptedException stop) {
                    throw interrupted();
                }
                left();
            }
        }

        /** An attempt that was answered. @param response with the secure connection that it came over */
        private record Exchange(Answered answered, CompletableFuture<HttpResponse<byte[]>> response) {}

        /** What a task threw; an error, such as too little memory, stays one. */
        private static RuntimeException thrown(ExecutionException failed) {
            if (failed.getCause() instanceof Error error) throw error;
            return failed.getCause() instanceof RuntimeException fault ? fault
                : new IllegalStateException(failed.getCause());
        }

        /** 0.3 s, 0.6 s, 1.2 s, each up to half longer: callers that failed together should not come back together. */
        static long backoff(int attempt) {
            return (long) ((300L << attempt - 1) * (1 + Math.random() / 2));
        }

        // -------------------------------------------------------- before the first call

        private synchronized Network network() {
            if (network == null) network = new Network(options, log);
            return network;
        }

        /** Loads what the first call will need, and opens its connection. When that fails, the call will say so. */
        void warmUp() {
            HttpCall call = new HttpCall(Tool.reads("warm-up", "").lasting(10));
            Set<String> scopes = null;
            try {
                Json.read("{}");
                network();
                call.begin(null);
                if (options.token() != null) scopes = Scopes.of(call.send(Sentry.Request.get()).json());
            } catch (RuntimeException | LinkageError left) {
                // said again, to somebody who can read it, by the first call
            } finally {
                call.end();
                granted.complete(scopes);
            }
        }

        /** Returns once the token's scopes have been asked for, whatever came of it, or after that time. */
        void awaitScopes(long millis) {
            try {
                granted.get(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException unknown) {
                // then nothing is hidden
            }
        }

        /** Whether the token has the scopes that a tool needs, as far as is known. */
        boolean allows(Tool tool) {
            Set<String> known = granted.getNow(null);
            return known == null || Scopes.missing(known, tool.scopes()).isEmpty();
        }
    }

    // ================================================================ network

    /** How this machine gets out: one HTTP client, with the proxy and the authorities that the environment names. */
    static final class Network {
        /** How the JDK's client names the thread that waits for its connections. */
        static final String SELECTOR = "-SelectorManager";
        private static final int CONNECT_SECONDS = 10;
        /** The JDK remembers an address for 30 s. */
        private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(20);

        final HttpClient client;
        /** What is wrong with SSL_CERT_FILE, for those whose connection fails over it; "" = nothing. */
        final String unusable;
        private final Proxies proxies;
        private final Map<String, Long> looked = new ConcurrentHashMap<>();   // hosts, and when they were looked up

        Network(Options options, Log log) {
            // A connection that lay idle for longer may be dead, and a write must not be the one to find out.
            System.setProperty("jdk.httpclient.keepalive.timeout", "30");
            // The JDK would not send a proxy's password otherwise. It is only sent to the proxy, before TLS begins.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            proxies = options.proxies();
            // HTTP/1.1: aborting a call closes its own connection and no other's, and a stalled body holds up nothing
            // else. HTTP/2 would need one connection instead of five at most; it was no faster when measured, and took
            // 2 MB more.
            HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofSeconds(CONNECT_SECONDS))
                .proxy(new Selector()).executor(new AtOnce());
            String wrong = "";
            try {
                if (!options.certificates().isEmpty()) builder.sslContext(trusting(options.certificates()));
            } catch (IOException | GeneralSecurityException broken) {
                wrong = "SSL_CERT_FILE is set, but is not used: " + (broken instanceof FileNotFoundException
                    ? "it cannot be read" : "it holds no certificates in PEM form") + ".";
                log.say(wrong);
            }
            unusable = wrong;
            client = builder.build();
        }

        /**
         * Looks up the address that a request goes to, unless that was just done. The client would do it on the thread
         * of the call, and nothing could end that when a name server is silent.
         *
         * @return done when the JDK knows the address, or knows that there is none; null when it did a moment ago
         */
        CompletableFuture<Void> lookUp(URI uri) {
            String host = proxied(uri) ? proxies.host() : uri.getHost();
            Long last = looked.get(host);
            if (last != null && System.nanoTime() - last < FRESH_NS) return null;
            CompletableFuture<Void> done = new CompletableFuture<>();
            background("address", () -> {
                try {
                    InetAddress.getByName(host);
                    looked.put(host, System.nanoTime());
                } catch (UnknownHostException | RuntimeException unknown) {
                    // the request will say so
                }
                done.complete(null);
            });
            return done;
        }

        /** What every host may know: who we are, and the proxy its password (which never goes further than it). */
        HttpRequest.Builder request(URI uri) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("User-Agent", "sentry-mcp-jvm/" + VERSION);
            if (proxied(uri) && proxies.authorization() != null)
                request.header("Proxy-Authorization", proxies.authorization());
            return request;
        }

        /** HTTPS_PROXY is for https, as its name says: a proxy only ever sees an encrypted tunnel. */
        boolean proxied(URI uri) {
            return proxies != null && "https".equals(uri.getScheme())
                && proxies.covers(uri.getHost(), uri.getPort() < 0 ? 443 : uri.getPort());
        }

        static SSLContext trusting(String file) throws IOException, GeneralSecurityException {
            try (InputStream pem = new FileInputStream(file)) {
                return Authorities.with(pem);
            }
        }

        /**
         * What the client has to do, it does on the thread that is there: the one of the call, and for what arrives the
         * one that saw it arrive. A change of threads takes longer than the work, and nothing in it waits: addresses
         * have been looked up ({@link #lookUp}), also when the client sends a request once more because its connection
         * had expired.
         */
        private static final class AtOnce implements Executor {
            @Override
            public void execute(Runnable task) { task.run(); }
        }

        private final class Selector extends ProxySelector {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxied(uri)
                    ? new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxies.host(), proxies.port()))
                    : Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failed) {}
        }
    }

    /**
     * A body that may not outgrow its bound, packed or unpacked; one that does is cut off on the wire, not when it has
     * filled the memory. Whoever waits for {@link #body} has it at once; the client hands out the response by way of
     * another thread, a quarter of a millisecond later.
     */
    static final class Bounded implements HttpResponse.BodyHandler<byte[]>, HttpResponse.BodySubscriber<byte[]>,
        BiConsumer<HttpResponse<byte[]>, Throwable> {
        final CompletableFuture<byte[]> body = new CompletableFuture<>();
        /** Known when the body is there. */
        volatile int status;
        volatile HttpHeaders headers;
        /** Why it was cut off, or null; the JDK's client may report the end of the connection instead. */
        volatile IOException refusal;
        private final Memory.Piece memory;
        private Flow.Subscription source;

        Bounded(Memory.Piece memory) { this.memory = memory; }

        @Override
        public HttpResponse.BodySubscriber<byte[]> apply(HttpResponse.ResponseInfo head) {
            status = head.statusCode();
            headers = head.headers();
            memory.again();
            return this;
        }

        @Override
        public CompletionStage<byte[]> getBody() { return body; }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            try {
                for (ByteBuffer buffer : buffers) {
                    if (refusal != null) return;
                    memory.keep(buffer);
                }
            } catch (IOException full) {
                refusal = full;
                body.completeExceptionally(full);
                source.cancel();
            }
        }

        @Override
        public void onError(Throwable failed) { body.completeExceptionally(failed); }
        @Override
        public void onComplete() { body.complete(memory.kept()); }

        /** The end of the exchange, for those that end without a body: failures, and a proxy's refusal. */
        @Override
        public void accept(HttpResponse<byte[]> response, Throwable failed) {
            if (failed != null) {
                body.completeExceptionally(failed);
            } else if (headers == null) {
                status = response.statusCode();
                headers = response.headers();
                body.complete(new byte[0]);
            }
        }
    }

    // ================================================================ what the rooms see

    /** The program, as sessions and commands see it. Made with nothing that a handshake does not need. */
    static final class Program implements Machine {
        /** Threads for calls: more than the five requests that may be under way, since some only wait for a person. */
        private static final int THREADS = 16;

        private final Options options;
        private final Log log;
        private final boolean reporting;
        private Reports reports;   // loads the SDK
        private ThreadPoolExecutor threads;
        private Door door;
        private SecureRandom random;

        /** @param serving whether it is a client's session: what is called in a shell is nobody's business */
        Program(Options options, Log log, boolean serving) {
            this.options = options;
            this.log = log;
            this.reporting = serving && !options.reportsTo(PUBLISHER).isEmpty();
        }

        private synchronized Reports reports() {
            if (reports != null) return reports;
            reports = new Reports(new Sdk(options, log), Sdk.thread());
            // for signals; main ends without hooks
            Runtime.getRuntime().addShutdownHook(new Thread(reports::close, "telemetry-flush"));
            return reports;
        }

        private synchronized ThreadPoolExecutor threads() {
            if (threads == null) threads = pool(THREADS);
            return threads;
        }

        private synchronized Door door() {
            if (door == null) door = new Door(options, log, threads());
            return door;
        }

        @Override
        public Offers offers() { return new Grants(GRANTS).offers(options); }
        @Override
        public SentryCall open(Tool tool) { return door().open(tool); }
        @Override
        public void run(Runnable task) { threads().execute(task); }
        @Override
        public void background(String name, Runnable task) { SentryMcp.background(name, task); }
        @Override
        public void warmUp() {
            if (reporting) reports().start();
            door().warmUp();
        }

        @Override
        public void awaitScopes(long millis) { door().awaitScopes(millis); }
        @Override
        public boolean allows(Tool tool) { return door().allows(tool); }
        @Override
        public void say(String line) { log.say(line); }
        @Override
        public void ask(String lead, String text) { log.ask(lead, text); }
        @Override
        public void fault(String where, Throwable fault) {
            log.say(Reports.line(where + " failed", fault));
            if (reporting) reports().fault(where, fault);
        }

        @Override
        public void called(String tool, long start, String outcome, String protocol, String client) {
            String name = log.secrets.redact(client);
            if (reporting) reports().call(tool, start, now(), outcome, protocol, name);
        }

        @Override
        public byte[] line(Object frame) { return log.secrets.line(frame); }
        @Override
        public String redact(String text) { return log.secrets.redact(text); }
        @Override
        public synchronized byte[] random(int many) {
            if (random == null) random = new SecureRandom();
            byte[] bytes = new byte[many];
            random.nextBytes(bytes);
            return bytes;
        }

        @Override
        public long now() { return System.currentTimeMillis(); }
        @Override
        public InputStream view(String file) { return SentryMcp.class.getResourceAsStream("tools/views/" + file); }
        @Override
        public String property(String name) { return System.getProperty(name); }
        @Override
        public String program(String folder, String name) {
            File file = new File(folder, name);
            return !folder.isEmpty() && file.isAbsolute() && file.isFile() && file.canExecute() ? file.getPath() : null;
        }

        @Override
        public Look look(Sentry.Request request, Tool tool) {
            Door.HttpCall call = door().new HttpCall(tool);
            call.begin(null);
            return call.look(request);
        }

        @Override
        public boolean proxied() { return door().network().proxied(URI.create(options.base())); }
        @Override
        public String certificates() { return door().network().unusable; }
        @Override
        public String telemetry() { return options.telemetry(PUBLISHER); }
        @Override
        public String application() { return APPLICATION; }
        @Override
        public void close() {
            Reports last;
            synchronized (this) {
                last = reports;
                if (threads != null) threads.shutdownNow();
            }
            if (last != null) last.close();
        }
    }

    /** Daemon threads, made when needed and let go when idle. */
    static ThreadPoolExecutor pool(int size) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            task -> daemon("call", task), new ThreadPoolExecutor.DiscardPolicy());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static void background(String name, Runnable task) { daemon(name, task).start(); }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    // ================================================================ telemetry

    /**
     * The Sentry SDK, which sends what {@link Reports} tells to the DSN that {@code --sentry-dsn} names, else to the
     * publisher's. SENTRY_DSN and its like belong to the user's own application and are not read.
     */
    private static final class Sdk implements Reports.Sender {
        /** The share of calls that the publisher is told of. Faults always; whoever names a DSN is told everything. */
        private static final double SHARE = 0.1;
        private static final int TIMEOUT_MS = 5_000;
        private final Options options;
        private final Log log;

        Sdk(Options options, Log log) {
            this.options = options;
            this.log = log;
        }

        /** One thread, made when needed; what nobody has time for is dropped. */
        static Executor thread() {
            return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(Reports.MOST_WAITING),
                task -> daemon("telemetry", task), new ThreadPoolExecutor.DiscardPolicy());
        }

        @Override
        public void start() { io.sentry.Sentry.init(this::configure, true); }

        private void configure(SentryOptions sdk) {
            sdk.setDsn(options.reportsTo(PUBLISHER));
            sdk.setRelease("sentry-mcp@" + VERSION);
            sdk.setEnvironment("stdio");
            sdk.setTracesSampleRate(options.dsn() == null ? SHARE : 1);
            sdk.setEnableExternalConfiguration(false);     // no SENTRY_* variable, no sentry.properties: the user's
            sdk.setLogger(NoOpLogger.getInstance());       // the usual one prints to stdout
            sdk.setDebug(false);
            sdk.setAttachServerName(false);
            sdk.setAttachThreads(false);
            sdk.setAttachStacktrace(false);
            sdk.setMaxBreadcrumbs(0);
            sdk.setSendModules(false);
            sdk.setModulesLoader(NoOpModulesLoader.getInstance());
            sdk.setDebugMetaLoader(NoOpDebugMetaLoader.getInstance());
            sdk.setVersionDetector(NoopVersionDetector.getInstance());
            sdk.setSendClientReports(false);
            sdk.setEnableAutoSessionTracking(false);
            sdk.setEnableBackpressureHandling(false);
            sdk.setEnableUncaughtExceptionHandler(false);
            sdk.setEnableShutdownHook(false);              // ours waits for two seconds, not for fifteen
            sdk.setOpenTelemetryMode(SentryOpenTelemetryMode.OFF);
            sdk.setConnectionTimeoutMillis(TIMEOUT_MS);
            sdk.setReadTimeoutMillis(TIMEOUT_MS);
            sdk.setMaxQueueSize(Reports.MOST_WAITING);
            sdk.setBeforeSend((event, hint) -> harmless(event));
            sdk.setBeforeSendTransaction((call, hint) -> {
                call.setUser(null);
                return call;
            });
            network(sdk);
        }

        /** The same way out as everything else. */
        private void network(SentryOptions sdk) {
            URI uri = URI.create(options.reportsTo(PUBLISHER));
            Proxies proxies = options.proxies();
            if (proxies != null && "https".equals(uri.getScheme())
                && proxies.covers(uri.getHost(), uri.getPort() < 0 ? 443 : uri.getPort())) {
                String[] user =
                    proxies.credentials().isEmpty() ? new String[2] : (proxies.credentials() + ":").split(":", 3);
                sdk.setProxy(new SentryOptions.Proxy(proxies.host(), String.valueOf(proxies.port()), Proxy.Type.HTTP,
                    user[0], user[1]));
            }
            if (options.certificates().isEmpty()) return;
            try {
                sdk.setSslSocketFactory(Network.trusting(options.certificates()).getSocketFactory());
            } catch (IOException | GeneralSecurityException unusable) {
                log.say("SSL_CERT_FILE is not used for telemetry: " + unusable.getMessage());
            }
        }

        /** Where it happened, without what was said: messages of exceptions hold values. */
        private static SentryEvent harmless(SentryEvent event) {
            if (event.getExceptions() != null) event.getExceptions().forEach(exception -> exception.setValue(null));
            event.setUser(null);
            event.setServerName(null);
            event.setRequest(null);
            event.setBreadcrumbs(null);
            event.setFingerprints(null);
            return event;
        }

        @Override
        public void call(String tool, long start, long end, String outcome, String status, String protocol,
            String client) {
            TransactionOptions when = new TransactionOptions();
            when.setStartTimestamp(new SentryLongDate(start * 1_000_000));
            when.setBindToScope(false);
            ITransaction call = io.sentry.Sentry.startTransaction(
                new TransactionContext("tools/call " + tool, TransactionNameSource.TASK, "mcp.server"), when);
            call.setTag("outcome", outcome);
            call.setTag("mcp.protocol", protocol);
            call.setTag("mcp.client", client);
            call.finish(SpanStatus.fromApiNameSafely(status), new SentryLongDate(end * 1_000_000));
        }

        @Override
        public void fault(String where, Throwable fault) {
            SentryEvent event = new SentryEvent(fault);
            event.setTag("where", where);
            io.sentry.Sentry.captureEvent(event);
        }

        @Override
        public void flush(long millis) { io.sentry.Sentry.flush(millis); }
    }

    // ================================================================ log

    /** Lines on stderr, without the secrets that it knows. */
    static final class Log {
        private final PrintStream err;
        final Secrets secrets = new Secrets();

        Log(PrintStream err) { this.err = err; }
        void say(String line) { err.println("sentry-mcp: " + secrets.redact(Untrusted.clean(line, false))); }

        /** A line without its end: an answer is typed behind it, or the next is written over it. */
        void ask(String lead, String text) {
            err.print(
                lead + (text.isEmpty() ? "" : "sentry-mcp: " + secrets.redact(Untrusted.clean(text, false)) + " "));
            err.flush();
        }
    }
}
