///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.4
//DEPS io.sentry:sentry:8.62.0
//SOURCES tools/answer/Answer.java
//SOURCES tools/answer/Ascii.java
//SOURCES tools/answer/Bars.java
//SOURCES tools/answer/FailureException.java
//SOURCES tools/answer/Line.java
//SOURCES tools/answer/Show.java
//SOURCES tools/answer/Suggestion.java
//SOURCES tools/answer/Table.java
//SOURCES tools/answer/Untrusted.java
//SOURCES tools/answer/UsageException.java
//SOURCES tools/json/Frames.java
//SOURCES tools/json/Json.java
//SOURCES tools/json/Redact.java
//SOURCES tools/json/Secrets.java
//SOURCES tools/sentry/Bound.java
//SOURCES tools/sentry/Call.java
//SOURCES tools/sentry/Checks.java
//SOURCES tools/sentry/Domain.java
//SOURCES tools/sentry/EventFields.java
//SOURCES tools/sentry/HttpFailure.java
//SOURCES tools/sentry/IssueRef.java
//SOURCES tools/sentry/Links.java
//SOURCES tools/sentry/Param.java
//SOURCES tools/sentry/ProjectFilter.java
//SOURCES tools/sentry/Query.java
//SOURCES tools/sentry/Scopes.java
//SOURCES tools/sentry/Sentry.java
//SOURCES tools/sentry/Services.java
//SOURCES tools/sentry/Settings.java
//SOURCES tools/sentry/Tool.java
//SOURCES tools/sentry/UrlArguments.java
//SOURCES tools/sentry/UrlShapes.java
//SOURCES tools/issues/EventFiles.java
//SOURCES tools/issues/EventText.java
//SOURCES tools/issues/IssueChanges.java
//SOURCES tools/issues/IssueEvents.java
//SOURCES tools/issues/Issues.java
//SOURCES tools/issues/Merging.java
//SOURCES tools/issues/Resources.java
//SOURCES tools/issues/Seer.java
//SOURCES tools/issues/Series.java
//SOURCES tools/issues/Stack.java
//SOURCES tools/issues/Suspects.java
//SOURCES tools/events/Cells.java
//SOURCES tools/events/Conversations.java
//SOURCES tools/events/Events.java
//SOURCES tools/events/FieldHelp.java
//SOURCES tools/events/Profiles.java
//SOURCES tools/events/Prompts.java
//SOURCES tools/events/Replays.java
//SOURCES tools/events/Search.java
//SOURCES tools/events/TraceTree.java
//SOURCES tools/events/Traces.java
//SOURCES tools/projects/Account.java
//SOURCES tools/projects/Keys.java
//SOURCES tools/projects/Onboarding.java
//SOURCES tools/projects/Platforms.java
//SOURCES tools/projects/Projects.java
//SOURCES tools/projects/Releases.java
//SOURCES tools/projects/Snapshots.java
//SOURCES tools/monitors/AlertText.java
//SOURCES tools/monitors/Alerts.java
//SOURCES tools/monitors/Crons.java
//SOURCES tools/monitors/Dashboards.java
//SOURCES tools/monitors/LegacyAlerts.java
//SOURCES tools/monitors/Uptime.java
//SOURCES tools/docs/Docs.java
//SOURCES tools/mcp/PromptMenu.java
//SOURCES tools/mcp/Protocol.java
//SOURCES tools/shell/Arguments.java
//SOURCES tools/shell/Checkup.java
//SOURCES tools/shell/Clients.java
//SOURCES tools/shell/Diagnosis.java
//SOURCES tools/shell/Manual.java
//SOURCES tools/shell/Proxies.java
//SOURCES tools/shell/Readme.java
//COMPILE_OPTIONS -encoding UTF-8 --release 17 -XDstringConcat=inline
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms16m -Xmn6m -Xmx256m -XX:-UsePerfData
//RUNTIME_OPTIONS -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
//RUNTIME_OPTIONS -Djava.util.concurrent.ForkJoinPool.common.parallelism=2 -Xlog:disable -Xlog:all=error:stderr
//DESCRIPTION A Model Context Protocol server for Sentry, over stdio
// The runtime options, each measured with ./jbang bench: the quick compiler alone, one thread for garbage and a small
// young generation (a server that waits most of the time needs no more, and takes half the memory); a heap in which two
// of the largest answers fit; no file of statistics in /tmp; the JDK's archive where it was made to lie; two threads
// that hand out HTTP responses, where on two processors JDK 17 would start a new one for each; and messages of the
// virtual machine on standard error, for standard output is MCP's.

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Show;
import tools.answer.Suggestion;
import tools.answer.Untrusted;
import tools.answer.UsageException;
import tools.docs.Docs;
import tools.events.Conversations;
import tools.events.Events;
import tools.events.Profiles;
import tools.events.Replays;
import tools.events.Search;
import tools.events.Traces;
import tools.issues.EventFiles;
import tools.issues.IssueChanges;
import tools.issues.IssueEvents;
import tools.issues.Issues;
import tools.issues.Resources;
import tools.issues.Seer;
import tools.json.Frames;
import tools.json.Json;
import tools.json.Secrets;
import tools.mcp.PromptMenu;
import tools.mcp.Protocol;
import tools.monitors.Alerts;
import tools.monitors.Crons;
import tools.monitors.Dashboards;
import tools.monitors.Uptime;
import tools.projects.Account;
import tools.projects.Keys;
import tools.projects.Onboarding;
import tools.projects.Projects;
import tools.projects.Releases;
import tools.projects.Snapshots;
import tools.sentry.Call;
import tools.sentry.Checks;
import tools.sentry.Domain;
import tools.sentry.HttpFailure;
import tools.sentry.Links;
import tools.sentry.Scopes;
import tools.sentry.Sentry;
import tools.sentry.Services;
import tools.sentry.Tool;
import tools.shell.Arguments;
import tools.shell.Checkup;
import tools.shell.Clients;
import tools.shell.Diagnosis;
import tools.shell.Manual;
import tools.shell.Proxies;
import tools.shell.Readme;

/**
 * A Model Context Protocol server for Sentry: JSON-RPC on stdin and stdout, Sentry's API behind it. The same program
 * answers in a shell ({@link Commands}).
 *
 * <p>This file is everything the program does to the outside. It
 * <ul>
 * <li>reads the flags and environment variables listed in {@link Flag}, and nothing else of the environment but the
 *     usual network settings (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE);
 * <li>calls the configured Sentry host over HTTPS, and the regions that this host names ({@link Door}); the token goes
 *     nowhere else;
 * <li>with an OPENAI_API_KEY, calls the language model at --openai-base-url; and reads Sentry's documentation at
 *     docs.sentry.io, develop.sentry.io and mcp.sentry.dev ({@link Elsewhere}); neither ever sees the token;
 * <li>reports its own errors and the timing of calls, when somebody named a place for that ({@link Telemetry});
 * <li>writes frames to stdout and one kind of log to stderr, with every secret it knows cut out ({@link Log});
 * <li>opens no port, starts no process and writes no file.
 * </ul>
 * What it knows about Sentry, about the protocol's words ({@link Protocol}) and about how to say things is in
 * {@code tools/}, which can do none of that. The chapters: program, options, skills, calls, server, door, elsewhere,
 * images, network, commands (with the doctor), telemetry, log.
 */
public class SentryMcp {
    static final String VERSION = "0.1.0";

    // ================================================================ program

    /**
     * Everything the program can do for Sentry; a new domain is added here. In a class of its own: the handshake does
     * without.
     */
    static final class Domains {
        static final List<Domain> ALL = all();

        private Domains() {}

        private static List<Domain> all() {
            List<Domain> all = new ArrayList<>(List.of(
                new Account(), new Projects(), new Issues(), new IssueEvents(), new EventFiles(), new IssueChanges(),
                new Seer(), new Events(), new Traces(), new Profiles(),
                new Replays(), new Conversations(), new Snapshots(), new Releases(), new Keys(), new Uptime(),
                new Crons(), new Alerts(), new Dashboards(),
                new Onboarding(), new Docs()));
            all.add(new Search(all));      // asks through list_issues, list_issue_events and list_events
            all.add(new Resources(all));   // answers through the others
            return all;
        }
    }

    public static void main(String... args) {
        // whatever the locale is
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        OutputStream stdout = new FileOutputStream(FileDescriptor.out);
        System.setErr(err);
        System.setOut(err);   // stdout carries frames; whatever else prints must not reach it
        Log log = new Log(err);
        int status;
        try {
            status = run(args, System.getenv(), new FileInputStream(FileDescriptor.in), stdout, log);
        } catch (UsageException usage) {
            log.say(usage.getMessage());
            status = 2;
        } catch (IOException gone) {
            status = 1;
        }
        halt(status);
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

    static int run(String[] args, Map<String, String> environment, InputStream in, OutputStream out, Log log)
        throws IOException {
        Options options = Options.parse(args, environment);
        log.secrets.hide(options.token);
        log.secrets.hide(options.openAiKey);
        if (options.dsn != null) log.secrets.hide(Telemetry.secret(options.dsn));
        if (options.proxies != null) for (String secret : options.proxies.secrets()) log.secrets.hide(secret);
        if (options.help || options.version) {
            out.write((options.help ? manual(options.skills).help(Scopes.of(tools(offers(options).values())))
                : "sentry-mcp " + VERSION + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return 0;
        }
        for (String warning : options.warnings) log.say(warning);
        if (options.command != null)
            return new Commands(options, environment, Commands.Terminal.of(environment), in, out, log).run();
        log.say(options.naturalLanguage());
        new Server(options, in, out, log, new Halt()).serve();
        return 0;
    }

    /**
     * The end, when nobody reads any more. No lambda: the first one of a program takes longer than the whole handshake.
     */
    private static final class Halt implements Runnable {
        @Override
        public void run() { halt(0); }
    }

    // ================================================================ options

    /** Every flag, with the variable that stands in for it. */
    enum Flag {
        ACCESS_TOKEN("TOKEN", "SENTRY_ACCESS_TOKEN",
            "Sentry token (the variable is safer: a command line shows in process lists); SENTRY_AUTH_TOKEN is read "
                + "too"),
        HOST("HOST[:PORT]", "SENTRY_HOST", "Sentry host, without protocol (default sentry.io)"),
        URL("URL", "SENTRY_URL", "the same as a host, host:port or https URL; wins over SENTRY_HOST"),
        INSECURE_HTTP("", "", "speak plain HTTP to a self-hosted host"),
        ORGANIZATION_SLUG("SLUG", "", "bind the session to one organization"),
        PROJECT_SLUG("SLUG", "", "bind the session to one project"),
        SKILLS("LIST", "MCP_SKILLS", "grant only these skills (default: all)"),
        ALL_SKILLS("", "", "grant every skill, whatever MCP_SKILLS says"),
        DISABLE_SKILLS("LIST", "MCP_DISABLE_SKILLS", "take these skills away"),
        READ_ONLY("", "", "offer only tools that change nothing"),
        OPENAI_BASE_URL("URL", "",
            "OpenAI-compatible API for natural-language search; by flag only, https (default "
                + "https://api.openai.com/v1)"),
        OPENAI_MODEL("NAME", "OPENAI_MODEL", "its model (default gpt-5)"),
        MCP_URL("URL", "MCP_URL", "where search_docs asks; https (default https://mcp.sentry.dev)"),
        SENTRY_DSN("DSN", "",
            "where this server reports its own errors and timing; empty turns it off, and so does DO_NOT_TRACK=1"),
        HIDE_UNUSABLE("", "",
            "hide tools that the token's scopes do not allow; the first list of tools waits for Sentry to say"),
        SCOPES("LIST", "MCP_SCOPES", "deprecated: offer only tools whose token scopes are among these"),
        ADD_SCOPES("LIST", "MCP_ADD_SCOPES", "deprecated: the same, in addition to the reading scopes"),
        HELP("", "", "show this text"),
        VERSION("", "", "show the version");

        final String value;
        final String variable;
        final String about;
        private final String flag = "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');

        Flag(String value, String variable, String about) {
            this.value = value;
            this.variable = variable;
            this.about = about;
        }

        /** "--host=HOST[:PORT]" */
        String usage() { return flag() + (value.isEmpty() ? "" : "=" + value); }

        String flag() { return flag; }
    }

    /** What the command line and the environment ask for, checked. */
    static final class Options {
        static final String DEFAULT_HOST = "sentry.io";
        static final String DEFAULT_OPENAI = "https://api.openai.com/v1";
        static final String DEFAULT_MCP = "https://mcp.sentry.dev";
        static final List<String> COMMANDS = List.of("tools", "call", "doctor", "config", "docs");
        private static final List<String> SHELL_FLAGS = List.of("--json", "--output", "--yes");

        String token;                                                  // null: none was given
        String host = DEFAULT_HOST;                                    // with its port when that is not 443
        boolean insecureHttp;
        final Map<String, String> bounds = new LinkedHashMap<>();      // organizationSlug, projectSlug
        Set<Skill> skills = EnumSet.allOf(Skill.class);
        Set<String> scopes;                                            // null: scopes limit nothing
        boolean readOnly;
        String openAiKey;                                              // null: natural-language search is off
        String openAiBase = DEFAULT_OPENAI;
        String openAiModel = "gpt-5";
        String openAiEffort = "low";                                   // "": not sent
        String mcpUrl = DEFAULT_MCP;                                   // scheme, host and port
        String dsn;                                                    // null: the publisher's; "": off
        boolean doNotTrack;                                            // DO_NOT_TRACK
        boolean hideUnusable;
        String command;                                                // null: serve
        final List<String> words = new ArrayList<>();                  // what follows the command
        // flags that only commands know, "" without a value
        final Map<String, String> shell = new LinkedHashMap<>();
        Proxies proxies;                                               // HTTPS_PROXY and NO_PROXY; null: none
        String certificates = "";                                      // SSL_CERT_FILE
        boolean help;
        boolean version;
        final List<String> warnings = new ArrayList<>();

        private final Map<Flag, String> given = new LinkedHashMap<>();
        private final Map<String, String> environment;

        private Options(Map<String, String> environment) { this.environment = environment; }

        /** @throws UsageException */
        static Options parse(String[] args, Map<String, String> environment) {
            Options options = new Options(environment);
            options.read(args);
            options.readCommand();
            options.help = options.given.containsKey(Flag.HELP);
            options.version = options.given.containsKey(Flag.VERSION);
            options.readToken();
            options.readHost();
            options.readBounds();
            options.readSkills();
            options.readScopes();
            options.readOpenAi();
            options.readMcpUrl();
            options.readOnly = options.given.containsKey(Flag.READ_ONLY);
            options.hideUnusable = options.given.containsKey(Flag.HIDE_UNUSABLE);
            options.readDsn();
            options.readProxies();
            options.certificates = options.variable("SSL_CERT_FILE");
            return options;
        }

        private void read(String[] args) {
            for (int i = 0; i < args.length; i++) {
                String arg = args[i];
                if (arg.equals("-h")) arg = "--help";
                if (!arg.startsWith("--")) {
                    words.add(arg);
                    continue;
                }
                String name = arg.contains("=") ? arg.substring(0, arg.indexOf('=')) : arg;
                String value = arg.contains("=") ? arg.substring(arg.indexOf('=') + 1) : null;
                if (SHELL_FLAGS.contains(name)) {
                    boolean more = value == null && i + 1 < args.length
                        && (name.equals("--output") || name.equals("--json") && args[i + 1].startsWith("{"));
                    if (more) value = args[++i];
                    if (shell.put(name, value == null ? "" : value) != null)
                        throw new UsageException(name + " is given twice");
                    continue;
                }
                Flag flag = flag(name);
                if (flag.value.isEmpty()) {
                    if (value != null) throw new UsageException(name + " takes no value");
                    value = "";
                } else if (value == null) {
                    if (i + 1 >= args.length || args[i + 1].startsWith("--"))
                        throw new UsageException(name + " needs a value: " + flag.usage());
                    value = args[++i];
                }
                String before = given.put(flag, value.strip());
                if (before != null && !before.equals(value.strip()))
                    throw new UsageException(name + " is given twice with different values");
            }
        }

        /** The first word is the command, wherever the flags stand. */
        private void readCommand() {
            if (words.isEmpty()) {
                if (!shell.isEmpty()) throw new UsageException(
                    shell.keySet().iterator().next() + " belongs to a command: " + String.join(", ", COMMANDS));
                return;
            }
            String word = words.remove(0);
            if (!COMMANDS.contains(word)) {
                String close = Suggestion.to(word, COMMANDS);
                throw new UsageException("unknown command "
                    + (word.matches("[A-Za-z0-9_=.+/-]{20,}") ? "of " + word.length() + " characters, perhaps a token"
                        : FailureException.show(word))
                    + (close != null ? "; did you mean " + close + "?"
                        : "; the commands are " + String.join(", ", COMMANDS)
                            + ", and every option starts with --, see --help"));
            }
            command = word;
        }

        private void readDsn() {
            dsn = given.get(Flag.SENTRY_DSN);
            doNotTrack = !List.of("", "0", "false").contains(variable("DO_NOT_TRACK").toLowerCase(Locale.ROOT));
            if (dsn == null || dsn.isEmpty()) return;
            try {
                URI uri = URI.create(dsn);
                boolean safe =
                    "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && Checks.loopback(uri.getHost());
                if (safe && uri.getHost() != null && uri.getUserInfo() != null && Checks.endsInNumber(uri.getPath()))
                    return;
            } catch (IllegalArgumentException malformed) {
                // said below, without the value: it may hold a secret
            }
            throw new UsageException(
                "--sentry-dsn must be a DSN of the form https://KEY@HOST/PROJECT (http is allowed for this machine "
                    + "only), or empty");
        }

        private static Flag flag(String name) {
            for (Flag flag : Flag.values()) if (flag.flag().equals(name)) return flag;
            List<String> known = new ArrayList<>(SHELL_FLAGS);
            for (Flag flag : Flag.values()) known.add(flag.flag());
            String close = Suggestion.to(name, known);
            throw new UsageException("unknown flag " + FailureException.show(name)
                + (close == null ? "; see --help" : "; did you mean " + close + "?"));
        }

        /** The first of these variables that is set and not blank, or "". */
        private String variable(String... names) {
            for (String name : names) if (environment.get(name) != null && !environment.get(name).isBlank())
                return environment.get(name).strip();
            return "";
        }

        /**
         * A flag's value, else its variable's; null when neither is there. An empty flag is a mistake, an empty
         * variable is no variable.
         */
        private String value(Flag flag) {
            String value = given.get(flag);
            if (value != null && value.isEmpty() && flag != Flag.SENTRY_DSN)
                throw new UsageException(flag.flag() + " is empty; it needs a value: " + flag.usage());
            if (value != null) return value;
            String variable = flag.variable.isEmpty() ? "" : variable(flag.variable);
            return variable.isEmpty() ? null : variable;
        }

        /** How the user gave it, for messages. */
        private String source(Flag flag) {
            return given.containsKey(flag) ? flag.flag() : flag.variable;
        }

        private void readToken() {
            token = value(Flag.ACCESS_TOKEN);
            String source = source(Flag.ACCESS_TOKEN);
            if (token == null && !variable("SENTRY_AUTH_TOKEN").isEmpty()) {
                token = variable("SENTRY_AUTH_TOKEN");
                source = "SENTRY_AUTH_TOKEN";
            }
            if (token == null && command == null)
                warnings.add("no access token: tools are listed, but every call will ask for SENTRY_ACCESS_TOKEN");
            if (token != null) Checks.secret(token, "token", source);
        }

        private void readHost() {
            insecureHttp = given.containsKey(Flag.INSECURE_HTTP);
            if (given.containsKey(Flag.HOST) && given.containsKey(Flag.URL))
                throw new UsageException("--host and --url contradict each other: give one of them");
            Flag from = given.containsKey(Flag.HOST) ? Flag.HOST : value(Flag.URL) != null ? Flag.URL : Flag.HOST;
            String value = value(from);
            if (value != null) host = Checks.host(value, from == Flag.URL, source(from));
            if (insecureHttp && Links.saas(host))
                throw new UsageException("--insecure-http is for self-hosted servers, never for " + host);
            if (insecureHttp && from == Flag.URL && value.startsWith("https://"))
                throw new UsageException("--insecure-http contradicts " + source(from) + "=" + value);
            if (insecureHttp)
                warnings.add("warning: --insecure-http sends the access token to " + host + " unencrypted");
        }

        private void readBounds() {
            for (Flag flag : List.of(Flag.ORGANIZATION_SLUG, Flag.PROJECT_SLUG)) {
                String slug = value(flag);
                if (slug == null) continue;
                Checks.slug(slug, flag.flag());
                bounds.put(flag == Flag.ORGANIZATION_SLUG ? "organizationSlug" : "projectSlug", slug);
            }
        }

        private void readSkills() {
            if (given.containsKey(Flag.ALL_SKILLS) && given.containsKey(Flag.SKILLS))
                throw new UsageException("--all-skills and --skills contradict each other: give one of them");
            String only = given.containsKey(Flag.ALL_SKILLS) ? null : value(Flag.SKILLS);
            if (only != null) skills = skills(only, Flag.SKILLS);
            String without = value(Flag.DISABLE_SKILLS);
            if (without != null) skills.removeAll(skills(without, Flag.DISABLE_SKILLS));
            if (skills.isEmpty()) throw new UsageException(
                source(Flag.DISABLE_SKILLS) + " leaves no skill; grant at least one of " + Skill.names());
        }

        private Set<Skill> skills(String list, Flag from) {
            Set<Skill> read = EnumSet.noneOf(Skill.class);
            for (String word : Checks.words(list)) {
                if (word.equals("all")) read.addAll(EnumSet.allOf(Skill.class));
                else read.add(Skill.of(word, source(from)));
            }
            if (read.isEmpty())
                throw new UsageException(source(from) + " names no skill; allowed are " + Skill.names());
            return read;
        }

        private void readScopes() {
            String replace = value(Flag.SCOPES);
            String add = value(Flag.ADD_SCOPES);
            if (replace == null && add == null) return;
            scopes = new TreeSet<>(replace == null ? Scopes.READING : Checks.scopes(replace, source(Flag.SCOPES)));
            if (add != null) scopes.addAll(Checks.scopes(add, source(Flag.ADD_SCOPES)));
            for (Flag flag : List.of(Flag.SCOPES, Flag.ADD_SCOPES)) {
                if (value(flag) != null) warnings
                    .add(source(flag) + " is deprecated: grant tools by skill instead, with --skills or MCP_SKILLS ("
                        + Skill.names() + ")");
            }
        }

        private void readOpenAi() {
            openAiKey = variable("OPENAI_API_KEY").isEmpty() ? null : variable("OPENAI_API_KEY");
            if (openAiKey != null) Checks.secret(openAiKey, "key", "OPENAI_API_KEY");
            String model = value(Flag.OPENAI_MODEL);
            if (model != null) openAiModel = model;
            String effort = environment.get("OPENAI_REASONING_EFFORT");
            if (effort != null) {
                openAiEffort = effort.strip().toLowerCase(Locale.ROOT);
                if (!List.of("", "low", "medium", "high").contains(openAiEffort)) {
                    throw new UsageException("OPENAI_REASONING_EFFORT must be low, medium, high or empty, not "
                        + FailureException.show(effort));
                }
            }
            String base = value(Flag.OPENAI_BASE_URL);
            if (base == null) return;
            if (service(base, "--openai-base-url").getRawQuery() != null) throw new UsageException(
                "--openai-base-url must end with its path, without ?, not " + FailureException.show(base));
            openAiBase = base.replaceFirst("/+$", "");
        }

        private void readMcpUrl() {
            String url = value(Flag.MCP_URL);
            if (url != null) mcpUrl = Door.origin(service(url, source(Flag.MCP_URL)));
        }

        /** The address of a service besides Sentry: https, or plain http on this machine. */
        private static URI service(String url, String source) {
            URI uri;
            try {
                uri = URI.create(url);
            } catch (IllegalArgumentException malformed) {
                throw new UsageException(source + " must be a URL, not " + FailureException.show(url));
            }
            String name = uri.getHost() == null ? "" : uri.getHost();
            boolean safe = "https".equals(uri.getScheme()) || Checks.loopback(name) && "http".equals(uri.getScheme());
            if (name.isEmpty() || uri.getRawUserInfo() != null || uri.getRawFragment() != null || !safe) {
                // and perhaps a password
                String shown = uri.getRawUserInfo() == null ? FailureException.show(url) : "one with a user name";
                throw new UsageException(source
                    + " must be an https URL without user name (http is allowed for this machine only), not " + shown);
            }
            return uri;
        }

        /** One line for those who start the program: whether plain words are understood, and who is asked. */
        String naturalLanguage() {
            if (openAiKey == null)
                return "natural-language search is off (OPENAI_API_KEY is not set); list_issues and list_events take "
                    + "Sentry's own syntax";
            int host = openAiBase.indexOf("://") + 3;
            int path = openAiBase.indexOf('/', host);
            return "natural-language search is on, through "
                + openAiBase.substring(host, path < 0 ? openAiBase.length() : path) + " with " + openAiModel;
        }

        private void readProxies() {
            String proxy = variable("HTTPS_PROXY", "https_proxy");
            if (proxy.isEmpty()) return;
            try {
                proxies = Proxies.of(proxy, variable("NO_PROXY", "no_proxy"));
            } catch (FailureException malformed) {
                throw new UsageException(malformed.getMessage());
            }
        }

        /** Where the program reports to; "" = nowhere. */
        String reportsTo() {
            return doNotTrack ? "" : dsn != null ? dsn : Telemetry.DEFAULT_DSN;
        }

        String scheme() { return insecureHttp ? "http" : "https"; }

        String base() { return scheme() + "://" + host; }
    }

    // ================================================================ skills

    /** What a user grants. A tool can be called when a granted skill grants it in {@link #GRANTS}. */
    enum Skill {
        INSPECT("look at issues, events, traces, replays, releases, monitors"),
        DOCS("read Sentry's documentation"),
        SEER("let Seer analyse issues"),
        TRIAGE("resolve, assign, archive and comment on issues"),
        PROJECT_MANAGEMENT("create and change projects, teams, keys, monitors, alerts, dashboards");

        final String about;
        private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

        Skill(String about) { this.about = about; }

        String id() { return id; }

        static List<String> ids() {
            List<String> ids = new ArrayList<>();
            for (Skill skill : values()) ids.add(skill.id());
            return ids;
        }

        static String names() { return String.join(", ", ids()); }

        static Skill of(String id, String source) {
            for (Skill skill : values()) if (skill.id().equals(id)) return skill;
            throw new UsageException(
                source + ": unknown skill " + FailureException.show(id) + Checks.suggestion(id, ids(), "allowed are"));
        }
    }

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
        unmerge_issue                triage
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

    /** The table, read: the skills of each tool. */
    static Map<String, Set<Skill>> grants() {
        Map<String, Set<Skill>> grants = new LinkedHashMap<>();
        for (String row : GRANTS.split("\n")) {
            Set<Skill> skills = EnumSet.noneOf(Skill.class);
            int end = row.indexOf(' ');
            for (String id : Checks.words(row.substring(end))) skills.add(Skill.of(id, "the skills table"));
            grants.put(row.substring(0, end), skills);
        }
        return grants;
    }

    /** A tool, and the domain that answers its calls. */
    record Offer(Tool tool, Domain domain) {}

    /** The tools that these options offer, in the order in which they are listed. */
    static Map<String, Offer> offers(Options options) {
        return offers(options, options.openAiKey != null);
    }

    /** @param model whether there is a language model to ask */
    static Map<String, Offer> offers(Options options, boolean model) {
        Map<String, Set<Skill>> grants = grants();
        Map<String, Offer> offers = new LinkedHashMap<>();
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools()) {
                boolean granted = !Collections.disjoint(grants.getOrDefault(tool.name(), Set.of()), options.skills);
                boolean inScope = options.scopes == null || Scopes.missing(options.scopes, tool.scopes()).isEmpty();
                boolean harmless = !options.readOnly || tool.effect() == Tool.Effect.READS;
                boolean useful = tool.hiddenBy().isEmpty() || !options.bounds.containsKey(tool.hiddenBy());
                boolean possible = !tool.needs().equals("model") || model;
                if (granted && inScope && harmless && useful && possible)
                    offers.put(tool.name(), new Offer(tool, domain));
            }
        }
        return offers;
    }

    /** The tools of some offers. */
    static List<Tool> tools(Collection<Offer> offers) {
        List<Tool> tools = new ArrayList<>();
        for (Offer offer : offers) tools.add(offer.tool);
        return tools;
    }

    /** Variables without a flag, and what they do. */
    static final String[][] VARIABLES = {
        {"OPENAI_API_KEY", "turns natural-language search on"},
        {"OPENAI_REASONING_EFFORT", "low, medium, high; empty sends none (default low)"},
        {"HTTPS_PROXY, NO_PROXY",
            "proxy for https connections, and hosts that do without: http://[user:password@]host:port"},
        {"SSL_CERT_FILE", "PEM file of further certificate authorities"},
        {"DO_NOT_TRACK", "1 turns telemetry off"}};

    /** All that {@code --help} and README.md say derives from the tables above and from the tools. */
    static Manual manual(Set<Skill> granted) {
        List<Manual.Setting> settings = new ArrayList<>();
        for (Flag flag : Flag.values()) settings.add(new Manual.Setting(flag.usage(), flag.variable, flag.about));
        for (String[] variable : VARIABLES) settings.add(new Manual.Setting("", variable[0], variable[1]));
        List<Tool> tools = new ArrayList<>();
        for (Domain domain : Domains.ALL) tools.addAll(domain.tools());
        return new Manual(VERSION, Commands.ABOUT, settings, skills(granted, tools), tools);
    }

    /** Every skill, with those of the tools that it grants. */
    static List<Manual.Skill> skills(Set<Skill> granted, List<Tool> tools) {
        Map<String, Set<Skill>> grants = grants();
        List<Manual.Skill> skills = new ArrayList<>();
        for (Skill skill : Skill.values()) {
            List<Tool> its = new ArrayList<>(tools);
            its.removeIf(tool -> !grants.getOrDefault(tool.name(), Set.of()).contains(skill));
            skills.add(new Manual.Skill(skill.id(), skill.about, granted.contains(skill), its));
        }
        return skills;
    }

    // ================================================================ calls

    /** A tool's call, from its arguments to its answer: the same for a client's frame and for a shell's words. */
    static final class Calls {
        final Options options;
        final Log log;
        final Door door;
        final Telemetry telemetry;
        final Elsewhere elsewhere;
        final Map<String, Offer> offers;
        private final Map<String, String> aliases = new HashMap<>();

        Calls(Options options, Map<String, Offer> offers, Log log, Door door, Telemetry telemetry) {
            this.options = options;
            this.log = log;
            this.door = door;
            this.telemetry = telemetry;
            this.elsewhere = new Elsewhere(options, log, door);
            this.offers = offers;
            for (Offer offer : offers.values())
                for (String alias : offer.tool.aliases()) aliases.put(alias, offer.tool.name());
        }

        /**
         * How a call ended.
         *
         * @param answer  what to say, of a failure as well; null when the call was cancelled
         * @param failure why there is no answer, or null
         * @param fault   whether it is a fault of this program
         */
        record Outcome(Answer answer, FailureException failure, boolean fault) {
            boolean failed() { return failure != null || fault; }

            String word() {
                return fault ? "fault" : failure == null ? "ok" : failure.kind().name().toLowerCase(Locale.ROOT);
            }
        }

        /** The tool of this name or alias, or null. */
        Offer find(String name) {
            return offers.get(aliases.getOrDefault(name, name));
        }

        /** Why a tool that is granted cannot be called all the same; null when it is not granted either. */
        String withheld(String name) {
            boolean model = options.openAiKey == null && SentryMcp.offers(options, true).containsKey(name);
            return model ? Search.withoutModel(name) : null;
        }

        /** "find_project; did you mean find_projects?" */
        String unknown(String name) {
            String close = Suggestion.to(name, offers.keySet());
            String hint = close != null ? "; did you mean " + close + "?" : "";
            if (grants().containsKey(name)) hint = "; this session does not grant it";
            return FailureException.show(name).replace("\"", "") + hint;
        }

        /**
         * Makes a call. Failures and faults are outcomes; whatever else the user's side throws to end a call passes
         * through.
         *
         * @param protocol the MCP revision that the caller speaks, for telemetry
         * @param client   its name, for telemetry
         */
        Outcome make(Offer offer, Map<String, Object> arguments, Door.Trip trip, Caller user, String protocol,
            String client) {
            long start = System.currentTimeMillis();
            Outcome outcome = null;
            try {
                Links links = new Links(options.scheme(), options.host);
                Map<String, Object> accepted = offer.tool.accept(arguments, options.bounds, links);
                trip.begin(user);
                Call call =
                    new Call(accepted, trip, links, options.bounds, user, elsewhere.model(trip), elsewhere.docs(trip));
                outcome = new Outcome(offer.domain.call(offer.tool, call), null, false);
            } catch (FailureException failure) {
                outcome = new Outcome(failure.kind() == FailureException.Kind.CANCELLED ? null
                    : Answer.titled(failure.kind().title()).line(failure.parts().toArray()), failure, false);
            } catch (Protocol.InputNeeded | Protocol.Rejected end) {
                throw end;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError fault) {
                log.fault(offer.tool.name() + " failed", fault);
                telemetry.fault(offer.tool.name(), fault);
                String what = fault instanceof OutOfMemoryError
                    ? "Sentry's answer is too large for this server's memory. Ask for less."
                    : "This is a fault in sentry-mcp itself (" + fault.getClass().getSimpleName()
                        + "), not in your call.";
                outcome = new Outcome(Answer.titled("Failed").line(what), null, true);
            } finally {
                if (outcome != null) telemetry.call(offer.tool.name(), start, outcome, protocol, client);
            }
            return outcome;
        }

        /** The answer as a model and a person read it. */
        static String text(Answer answer) {
            return answer.render(nonce(), Answer.BUDGET);
        }

        /** Made by the first answer: its start-up is none of the handshake's business. */
        private static final class Chance {
            static final SecureRandom RANDOM = new SecureRandom();
        }

        /** Five characters that nobody could have written into an event before: 32^5 of them, new for each answer. */
        private static String nonce() {
            String letters = "abcdefghijkmnpqrstuvwxyz23456789";
            int bits = Chance.RANDOM.nextInt();
            StringBuilder nonce = new StringBuilder();
            for (int i = 0; i < 5; i++) nonce.append(letters.charAt(bits >>> 5 * i & 31));
            return nonce.toString();
        }
    }

    /** Who waits for a call: told of waits that the tool itself does not see, such as a slow answer. */
    interface Caller extends Call.User {
        @Override
        default Answer.Image fit(Answer.Image image, int longestSide) { return Images.fit(image, longestSide); }

        void stillWaiting(String message);
    }

    // ================================================================ server

    /**
     * One client on one pair of streams, in whichever protocol revision each of its messages speaks ({@link Protocol}
     * has the words).
     */
    static final class Server {
        /** Official clients close the connection at 10 to 16 MiB; nothing honest comes near. */
        private static final int LONGEST_LINE = 16 << 20;
        /** After the end of input, running calls may still answer for this long. */
        private static final long LAST_CALLS_MS = 10_000;
        /** A person decides; after this long they have gone away. */
        private static final long CONSENT_MS = 5 * 60_000;
        /** Open subscriptions hold no thread, only an id; a client that opens more is broken. */
        private static final int MOST_SUBSCRIPTIONS = 1_024;
        /** Threads for calls: more than the five requests that may be under way, since some only wait for a person. */
        private static final int THREADS = 16;
        /** How long the first list may wait for the token's scopes: clients give up on a start after 10 s or more. */
        private static final long SCOPES_MS = 4_000;
        /** A suggestion that comes later than this is for what was typed before. */
        private static final int COMPLETION_SECONDS = 5;
        private static final Protocol PROTOCOL = new Protocol(VERSION);

        private final Options options;
        private final InputStream in;
        private final OutputStream out;
        private final Log log;
        private final Runnable clientGone;
        private final Sink client = new Sink(0);
        private final Map<Object, Running> running = new ConcurrentHashMap<>();
        private final Set<Object> subscriptions = ConcurrentHashMap.newKeySet();
        private final Map<String, CompletableFuture<Map<String, Object>>> questions = new ConcurrentHashMap<>();
        private final AtomicInteger questionIds = new AtomicInteger();
        private volatile Protocol.Era session;   // null until an initialize succeeded
        private Map<String, Offer> offers;       // of the reader's thread; made, like what follows, when it is needed
        private volatile Engine engine;
        private boolean warm;
        private int aside;                       // guarded by running

        Server(Options options, InputStream in, OutputStream out, Log log, Runnable clientGone) {
            this.options = options;
            this.in = in;
            this.out = out;
            this.log = log;
            this.clientGone = clientGone;
            if (!options.reportsTo().isEmpty()) log.say("telemetry is " + new Telemetry(options, log).state());
        }

        /** What a call needs and a handshake does not: threads, the door, telemetry. */
        private final class Engine {
            final ThreadPoolExecutor threads = pool(THREADS);
            final Door door = new Door(options, log, threads);
            final Telemetry telemetry = new Telemetry(options, log);
            final Calls calls;
            final Consents consents = new Consents();

            Engine(Map<String, Offer> offers) { calls = new Calls(options, offers, log, door, telemetry); }
        }

        /** Of the reader's thread, before any other exists that could ask. */
        private Engine engine() {
            if (engine == null) engine = new Engine(offers());
            return engine;
        }

        private Map<String, Offer> offers() {
            if (offers == null) offers = SentryMcp.offers(options);
            return offers;
        }

        /** Daemon threads, made when needed and let go when idle. */
        static ThreadPoolExecutor pool(int size) {
            AtomicInteger number = new AtomicInteger();
            ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "call-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
            pool.allowCoreThreadTimeOut(true);
            return pool;
        }

        /** Reads frames until the input ends, then lets running calls finish. */
        void serve() throws IOException {
            byte[] chunk = new byte[64 << 10];
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            boolean tooLong = false;
            for (int n; (n = in.read(chunk)) >= 0;) {
                int start = 0;
                for (int i = 0; i < n; i++) {
                    if (chunk[i] != '\n') continue;
                    if (!tooLong) line.write(chunk, start, i - start);
                    if (tooLong || line.size() > LONGEST_LINE)
                        refuse(Protocol.PARSE_ERROR, "Parse error: the line is longer than " + LONGEST_LINE + " bytes");
                    else line(line.toByteArray());
                    // do not keep what one large message needed
                    line = line.size() > 1 << 20 ? new ByteArrayOutputStream() : line;
                    line.reset();
                    tooLong = false;
                    start = i + 1;
                }
                if (!tooLong) line.write(chunk, start, n - start);
                if (line.size() > LONGEST_LINE) {
                    tooLong = true;
                    line = new ByteArrayOutputStream();
                }
            }
            close();   // a last line without its end is not a message: it may be half of one
        }

        private void close() {
            long end = System.currentTimeMillis() + LAST_CALLS_MS;
            synchronized (running) {
                while ((!running.isEmpty() || aside > 0) && System.currentTimeMillis() < end) {
                    try {
                        running.wait(Math.max(1, end - System.currentTimeMillis()));
                    } catch (InterruptedException stop) {
                        break;
                    }
                }
            }
            for (Running call : running.values()) call.cancel();
            for (Object id : subscriptions) write(PROTOCOL.unsubscribed(id));
            if (engine == null) return;
            engine.threads.shutdownNow();
            engine.telemetry.close();
        }

        // ------------------------------------------------------------ frames in

        private void line(byte[] bytes) {
            Object frame;
            try {
                if (Frames.isBlank(bytes)) return;
                frame = Frames.read(bytes);
            } catch (IllegalArgumentException malformed) {
                refuse(Protocol.PARSE_ERROR, "Parse error: the line is not one JSON value");
                return;
            }
            if (frame instanceof List<?> batch) batch(batch);
            else message(frame, client);
            // the list of tools is asked for next: made while the client reads the answer to initialize
            if (session != null) offers();
        }

        /** Batches exist in 2025-03-26 only; their answers go out together, when the last of them is there. */
        private void batch(List<?> batch) {
            if (session == null || !session.version().equals("2025-03-26")) {
                refuse(Protocol.INVALID_REQUEST, "Invalid Request: batches are not supported");
                return;
            }
            if (batch.isEmpty()) {
                refuse(Protocol.INVALID_REQUEST, "Invalid Request: the batch is empty");
                return;
            }
            Sink together = new Sink(batch.size());
            for (Object frame : batch) message(frame, together);
        }

        /** Where the answers to messages go: to the client one by one, or together when they came in a batch. */
        private final class Sink {
            private final boolean batch;
            private final List<Object> answers = new ArrayList<>();
            private int open;   // messages of the batch that nothing has been said of

            Sink(int messages) {
                batch = messages > 0;
                open = messages;
            }

            /** @param frame null = there will be none; of every message in a batch something is said exactly once */
            void answer(Map<String, Object> frame) {
                if (!batch) {
                    if (frame != null) write(frame);
                    return;
                }
                synchronized (this) {
                    if (frame != null) answers.add(frame);
                    if (--open == 0 && !answers.isEmpty()) write(answers);
                }
            }
        }

        private void message(Object frame, Sink sink) {
            if (!(frame instanceof Map<?, ?> object)) {
                sink.answer(Protocol.error(null,
                    new Protocol.Rejected(Protocol.INVALID_REQUEST, "Invalid Request: a message is a JSON object"),
                    session));
                return;
            }
            Map<String, Object> message = Protocol.strings(object);
            if (!message.containsKey("method") && (message.containsKey("result") || message.containsKey("error"))) {
                answered(Protocol.id(message), message);
                sink.answer(null);
                return;
            }
            if (!message.containsKey("id") && message.containsKey("method")) {
                if (message.get("method") instanceof String method && "2.0".equals(message.get("jsonrpc")))
                    notification(method, message.get("params"));
                sink.answer(null);
                return;
            }
            Protocol.Era era = session;
            try {
                Protocol.Request request = Protocol.Request.of(message);
                era = Protocol.era(request.method(), request.params(), session);
                if (sink.batch && request.method().equals("initialize"))
                    throw new Protocol.Rejected(Protocol.INVALID_REQUEST,
                        "Invalid Request: initialize cannot be part of a batch");
                request(request.id(), request.method(), request.params(), era, sink);
            } catch (Protocol.Rejected rejected) {
                sink.answer(Protocol.error(Protocol.id(message), rejected, era));
            } catch (RuntimeException | StackOverflowError fault) {
                log.fault("a request failed", fault);
                engine().telemetry.fault("request", fault);
                sink.answer(Protocol.error(Protocol.id(message),
                    new Protocol.Rejected(Protocol.INTERNAL_ERROR, "Internal error"), era));
            }
        }

        private void request(Object id, String method, Map<String, Object> params, Protocol.Era era, Sink sink) {
            boolean handshake = method.equals("initialize") || method.equals("ping");
            boolean stateless = method.equals("server/discover") || method.equals("subscriptions/listen");
            if (handshake && era.stateless() || stateless && !era.stateless()) throw Protocol.unknown(method);
            if (method.endsWith("/list") && params.containsKey("cursor"))
                throw Protocol.invalid("Invalid cursor: the list has one page");
            Set<String> bound = options.bounds.keySet();
            switch (method) {
                case "initialize" -> {
                    session = Protocol.handshake(params);
                    sink.answer(Protocol.response(id, PROTOCOL.initialized(session)));
                }
                case "ping" -> sink.answer(Protocol.response(id, Map.of()));
                case "server/discover" -> sink.answer(Protocol.response(id, PROTOCOL.discovered(era)));
                case "subscriptions/listen" -> {
                    listen(id, params);
                    sink.answer(null);
                }
                case "tools/list" -> list(id, era, sink);
                case "tools/call" -> call(id, params, era, sink);
                case "prompts/list" ->
                    sink.answer(Protocol.response(id, PROTOCOL.result(era, Protocol.prompts(era, bound), true)));
                case "prompts/get" -> sink.answer(Protocol.response(id,
                    PROTOCOL.result(era, Protocol.prompt(params, options.bounds, offers().keySet()), false)));
                case "completion/complete" -> complete(id, Protocol.Completion.of(params, options.bounds), era, sink);
                default -> throw Protocol.unknown(method);
            }
        }

        private void notification(String method, Object params) {
            if (!method.equals("notifications/cancelled") || !(params instanceof Map<?, ?> given)) return;
            Object id = given.get("requestId");
            if (id == null) return;
            subscriptions.remove(id);
            Running call = running.get(id);
            if (call != null) call.cancel();
        }

        /** The list never changes, so a subscription is acknowledged for nothing and stays silent. */
        private void listen(Object id, Map<String, Object> params) {
            if (!(params.get("notifications") instanceof Map))
                throw Protocol.invalid("Invalid params: notifications must be an object");
            if (subscriptions.size() >= MOST_SUBSCRIPTIONS) throw new Protocol.Rejected(Protocol.INTERNAL_ERROR,
                "Too many open subscriptions: at most " + MOST_SUBSCRIPTIONS);
            subscriptions.add(id);
            write(Protocol.subscribed(id));
        }

        /**
         * With {@code --hide-unusable} the list waits for the token's scopes, on a thread of its own: other messages
         * need not.
         */
        private void list(Object id, Protocol.Era era, Sink sink) {
            if (!options.hideUnusable) {
                sink.answer(Protocol.response(id, PROTOCOL.result(era,
                    Protocol.definitions(era, tools(offers().values()), options.bounds.keySet()), true)));
                warmUp();
                return;
            }
            warmUp();
            Engine ready = engine();
            aside(() -> {
                ready.door.awaitScopes(SCOPES_MS);
                List<Tool> usable = tools(ready.calls.offers.values());
                usable.removeIf(tool -> !ready.door.allows(tool));
                sink.answer(Protocol.response(id,
                    PROTOCOL.result(era, Protocol.definitions(era, usable, options.bounds.keySet()), true)));
            });
        }

        /** What the first call needs is loaded while the client thinks. */
        private void warmUp() {
            if (warm) return;
            warm = true;
            Engine ready = engine();
            Thread thread = new Thread(() -> {
                Calls.text(Answer.titled("Warm").fact("up", 1));
                ready.door.warmUp();
            }, "warm-up");
            thread.setDaemon(true);
            thread.start();
            ready.telemetry.start();
        }

        /** Something short that is no call but asks Sentry: the reader goes on, and the end of input waits for it. */
        private void aside(Runnable what) {
            synchronized (running) {
                aside++;
            }
            engine().threads.execute(() -> {
                try {
                    what.run();
                } finally {
                    synchronized (running) {
                        aside--;
                        running.notifyAll();
                    }
                }
            });
        }

        /**
         * Slugs for a prompt's argument. Sentry is asked on a thread of its own; when it cannot be, there is nothing to
         * suggest.
         */
        private void complete(Object id, Protocol.Completion asked, Protocol.Era era, Sink sink) {
            Engine ready = engine();
            aside(() -> {
                List<String> values = List.of();
                Door.Trip trip = ready.door.trip(Tool.reads("completion", "").lasting(COMPLETION_SECONDS));
                try {
                    trip.begin(null);
                    values = PromptMenu.complete(asked.argument(), asked.typed(), asked.organization(), trip);
                } catch (FailureException unanswered) {
                    // a suggestion is a courtesy: the call that follows will say what is wrong
                } catch (RuntimeException | StackOverflowError fault) {
                    log.fault("completion failed", fault);
                    ready.telemetry.fault("completion", fault);
                } finally {
                    trip.end();
                }
                sink.answer(Protocol.response(id, PROTOCOL.result(era, Protocol.completed(values), false)));
            });
        }

        // ------------------------------------------------------------ calls

        private void call(Object id, Map<String, Object> params, Protocol.Era era, Sink sink) {
            if (!(params.get("name") instanceof String name))
                throw Protocol.invalid("Invalid params: name must be a string");
            Map<String, Object> arguments = Protocol.object(params, "arguments");
            Engine ready = engine();
            Offer offer = ready.calls.find(name);
            String withheld = offer == null ? ready.calls.withheld(name) : null;
            if (withheld != null) {
                String text =
                    Answer.titled(FailureException.Kind.SETUP.title()).line(withheld).render("", Answer.BUDGET);
                sink.answer(Protocol.response(id,
                    PROTOCOL.result(era, Protocol.called(List.of(Protocol.text(text)), true, null), false)));
                return;
            }
            if (offer == null) throw Protocol.invalid("Unknown tool: " + ready.calls.unknown(name));
            Object token =
                params.get("_meta") instanceof Map<?, ?> meta ? Protocol.token(meta.get("progressToken")) : null;
            Consents.Given consent = era.stateless() ? ready.consents.read(params, name, arguments) : null;
            Running call = new Running(ready, id, offer, arguments, era, sink, token, consent);
            if (running.putIfAbsent(id, call) != null) throw new Protocol.Rejected(Protocol.INVALID_REQUEST,
                "Invalid Request: a request with this id is still running");
            ready.threads.execute(call);
        }

        /** One call, from its frame to its answer. It is answered or cancelled, once. */
        private final class Running implements Runnable, Caller {
            final Engine engine;
            final Object id;
            final Offer offer;
            final Map<String, Object> arguments;
            final Protocol.Era era;
            final Sink sink;
            final Object progressToken;
            final Consents.Given consent;
            final Door.Trip trip;
            private boolean over;
            private double reported;
            private long lastReport;
            private Thread thread;

            Running(Engine engine, Object id, Offer offer, Map<String, Object> arguments, Protocol.Era era, Sink sink,
                Object progressToken, Consents.Given consent) {
                this.engine = engine;
                this.id = id;
                this.offer = offer;
                this.arguments = arguments;
                this.era = era;
                this.sink = sink;
                this.progressToken = progressToken;
                this.consent = consent;
                this.trip = engine.door.trip(offer.tool);
            }

            @Override
            public void run() {
                synchronized (this) {
                    if (over) return;
                    thread = Thread.currentThread();
                }
                try {
                    Calls.Outcome outcome =
                        engine.calls.make(offer, arguments, trip, this, era.version(), era.client());
                    finish(outcome.answer() == null ? null : answer(outcome.answer(), outcome.failed()));
                } catch (Protocol.InputNeeded needed) {
                    finish(Protocol.response(id, needed.result()));
                } catch (Protocol.Rejected rejected) {
                    finish(Protocol.error(id, rejected, era));
                } finally {
                    trip.end();
                    synchronized (this) {
                        thread = null;
                        // a cancellation that came too late must not hit the next call on this thread
                        Thread.interrupted();
                    }
                }
            }

            private Map<String, Object> answer(Answer answer, boolean failed) {
                List<Object> content = new ArrayList<>();
                content.add(Protocol.text(Calls.text(answer)));
                for (Answer.Image image : answer.images())
                    content.add(Protocol.image(Base64.getEncoder().encodeToString(image.bytes()), image.mimeType()));
                boolean structured = !failed && offer.tool.structured() && era.since("2025-06-18");
                return Protocol.response(id,
                    PROTOCOL.result(era, Protocol.called(content, failed, structured ? answer.data() : null), false));
            }

            /**
             * The only way out: the first of answer and cancellation wins; a cancelled call is never heard of again.
             */
            private void finish(Map<String, Object> frame) {
                synchronized (this) {
                    if (over) return;
                    over = true;
                }
                leave(frame);
            }

            void cancel() {
                synchronized (this) {
                    if (over) return;
                    over = true;
                    trip.cancel();
                    if (thread != null) thread.interrupt();
                }
                leave(null);
            }

            /** The id is free before the answer is out: a client that has read it may use the id again at once. */
            private void leave(Map<String, Object> frame) {
                synchronized (running) {
                    aside++;
                    running.remove(id, this);
                }
                try {
                    sink.answer(frame);
                } finally {
                    synchronized (running) {
                        aside--;
                        running.notifyAll();
                    }
                }
            }

            // -------------------------------------------------------- the person that waits

            /** A few reports a second are plenty, and none may come after the answer. */
            @Override
            public synchronized void progress(double done, double total, String message) {
                long now = System.currentTimeMillis();
                if (over || progressToken == null || done <= reported || now - lastReport < 250) return;
                reported = done;
                lastReport = now;
                Map<String, Object> params = new LinkedHashMap<>();
                params.put("progressToken", progressToken);
                params.put("progress", done);
                if (total > 0) params.put("total", total);
                if (era.since("2025-03-26") && message != null) params.put("message", Untrusted.clean(message, false));
                write(Protocol.notice("notifications/progress", params));
            }

            /** A step on from whatever was reported. */
            @Override
            public void stillWaiting(String message) {
                if (progressToken != null) progress(reported + 1, 0, message);
            }

            @Override
            public void confirm(String question) {
                if (!era.canAsk()) return;
                if (era.stateless()) {
                    engine.consents.require(question, offer.tool.name(), arguments, consent);
                    return;
                }
                String questionId = "sentry-mcp-" + questionIds.incrementAndGet();
                CompletableFuture<Map<String, Object>> reply = new CompletableFuture<>();
                questions.put(questionId, reply);
                write(Protocol.question(questionId, question));
                trip.pauseClock();
                Map<String, Object> said = Map.of();
                try {
                    said = reply.get(CONSENT_MS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException | InterruptedException | ExecutionException nobody) {
                    write(Protocol.notice("notifications/cancelled",
                        Map.of("requestId", questionId, "reason", "the tool call has ended")));
                    if (trip.cancelled()) throw Door.cancelled();
                } finally {
                    trip.resumeClock();
                    questions.remove(questionId);
                }
                Protocol.agreed(said);
            }

            @Override
            public void pause(long millis) { trip.sleep(millis); }

            @Override
            public boolean offers(String tool) { return engine.calls.offers.containsKey(tool); }
        }

        /** A client's answer to a question of ours; anything unexpected counts as no. */
        private void answered(Object id, Map<String, Object> message) {
            CompletableFuture<Map<String, Object>> question = id instanceof String key ? questions.get(key) : null;
            if (question != null) question
                .complete(message.get("result") instanceof Map<?, ?> result ? Protocol.strings(result) : Map.of());
        }

        // ------------------------------------------------------------ frames out

        /** An error that answers no request. */
        private void refuse(int code, String why) {
            write(Protocol.error(null, new Protocol.Rejected(code, why), session));
        }

        /**
         * The one writer: a whole line at once, without secrets. A client that no longer reads has gone, and the
         * program with it.
         */
        private void write(Object frame) {
            byte[] bytes = log.secrets.line(frame);
            synchronized (out) {
                try {
                    out.write(bytes);
                    out.flush();
                } catch (IOException gone) {
                    if (engine != null) engine.telemetry.close();
                    clientGone.run();
                }
            }
        }
    }

    /**
     * Asking the user before something is destroyed, where the question is a result and the answer comes with a second
     * call.
     */
    static final class Consents {
        /** A question that lies longer is about yesterday's state. */
        private static final long VALID_MS = 10 * 60_000;

        private final byte[] key = new byte[32];
        private boolean keyed;

        /** What a repeated call brought: what was asked, and what the user said. */
        record Given(String question, Map<?, ?> responses) {}

        /**
         * Checks that a state is one of ours, fresh, and about this tool and these arguments.
         * @return null when the call is a first one
         */
        Given read(Map<String, Object> params, String tool, Map<?, ?> arguments) {
            if (!params.containsKey("requestState") && !params.containsKey("inputResponses")) return null;
            Protocol.Rejected invalid = Protocol.invalid("Invalid requestState");
            if (!(params.get("requestState") instanceof String state)) throw invalid;
            String[] parts = state.split("\\.", -1);
            if (parts.length != 3 || !parts[0].matches("[0-9]{1,15}")) throw invalid;
            if (!java.security.MessageDigest.isEqual(
                sign(parts[0] + "." + parts[1], tool, arguments).getBytes(StandardCharsets.UTF_8),
                parts[2].getBytes(StandardCharsets.UTF_8))) throw invalid;
            if (Long.parseLong(parts[0]) < System.currentTimeMillis()) throw invalid;
            Object responses = params.get("inputResponses");
            return new Given(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8),
                responses instanceof Map<?, ?> map ? map : Map.of());
        }

        /**
         * Returns when the user agreed to exactly this question.
         * @throws Protocol.InputNeeded to ask it.
         * @throws FailureException when the answer is no
         */
        void require(String question, String tool, Map<String, Object> arguments, Given given) {
            if (given != null && given.question.equals(question)
                && given.responses.get("confirm") instanceof Map<?, ?> said && said.get("action") instanceof String) {
                Protocol.agreed(said);
                return;
            }
            String state = (System.currentTimeMillis() + VALID_MS) + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(question.getBytes(StandardCharsets.UTF_8));
            throw Server.PROTOCOL.needed(question, state + "." + sign(state, tool, arguments));
        }

        /** An HMAC with a key of this process: after a restart the user is asked again. */
        private synchronized String sign(String state, String tool, Map<?, ?> arguments) {
            if (!keyed) new SecureRandom().nextBytes(key);
            keyed = true;
            try {
                javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
                mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
                mac.update((state + "\n" + tool + "\n").getBytes(StandardCharsets.UTF_8));
                return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(Frames.write(new TreeMap<>(arguments))));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    // ================================================================ door

    /** The way out: every request that the program makes to Sentry. One client, one token, one place for all rules. */
    static final class Door {
        /** All calls together; Sentry limits concurrency per token, and five keep any client busy. */
        private static final int AT_ONCE = 5;
        /** One attempt, its body included. Sentry's own limit for a query is 30 s. */
        private static final int ATTEMPT_SECONDS = 31;
        private static final int CONNECT_SECONDS = 10;
        /** GETs only: the first attempt and three more. */
        private static final int ATTEMPTS = 4;
        private static final int REDIRECTS = 3;
        /** A retry that has less time than this left cannot bring anything. */
        private static final long LEAST_MS = 1_000;
        /**
         * The largest answer read, unpacked, in bytes. A tree of JSON takes 4.4 times its text (measured), and what is
         * made of it as much again.
         */
        static final int LARGEST = 8 << 20;
        /**
         * What all running calls may hold of large answers, beyond the first part of each: two of the largest fit the
         * heap, five do not.
         */
        private static final int MOST_HELD = 2 * LARGEST;
        private static final int SMALL = 1 << 20;

        private final Options options;
        private final Log log;
        private final ThreadPoolExecutor threads;
        private final Semaphore slots = new Semaphore(AT_ONCE, true);
        private final Map<String, FutureTask<String>> regionOf = new ConcurrentHashMap<>();
        private final AtomicInteger held = new AtomicInteger();    // bytes, as counted for MOST_HELD
        private volatile List<String> regions;
        private volatile Set<String> granted;              // the token's scopes; null: not known
        private final Secrets sent = new Secrets();        // the token, which an answer may say back
        private final boolean[] looked = new boolean[1];   // whether they were asked for, in the end
        private Network network;

        Door(Options options, Log log, ThreadPoolExecutor threads) {
            this.options = options;
            this.log = log;
            this.threads = threads;
            sent.hide(options.token);
        }

        Trip trip(Tool tool) { return new Trip(tool); }

        private synchronized Network network() {
            if (network == null) network = new Network(options, log, CONNECT_SECONDS);
            return network;
        }

        /**
         * Loads what the first call will need, and opens the connection that it will use. Failing changes nothing: the
         * call will say why.
         */
        void warmUp() {
            Trip trip = new Trip(Tool.reads("warm-up", "").lasting(10));
            try {
                Json.read("{}");
                network();
                trip.begin(null);
                if (options.token != null) granted = Scopes.of(trip.send(Sentry.Request.get()).json());
            } catch (RuntimeException | LinkageError left) {
                // said again, to somebody who can read it, by the first call
            } finally {
                trip.end();
                synchronized (looked) {
                    looked[0] = true;
                    looked.notifyAll();
                }
            }
        }

        /** Returns once the token's scopes have been asked for, whatever came of it, or after that time. */
        void awaitScopes(long millis) {
            long end = System.currentTimeMillis() + millis;
            synchronized (looked) {
                try {
                    for (long rest; !looked[0] && (rest = end - System.currentTimeMillis()) > 0;) looked.wait(rest);
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Whether the token has the scopes that a tool needs, as far as is known. */
        boolean allows(Tool tool) {
            return granted == null || Scopes.missing(granted, tool.scopes()).isEmpty();
        }

        /** What the token lacks for a tool, when that is known; null when it is not. */
        private String lacking(Tool tool) {
            return granted == null ? null : Scopes.lacking(granted, tool);
        }

        static FailureException cancelled() {
            return FailureException.of(FailureException.Kind.CANCELLED, "The call was cancelled.");
        }

        /** Sentry as one call sees it: within the call's deadline, and aborted when the call is cancelled. */
        final class Trip implements Sentry {
            private final Tool tool;
            // results that are waited for, and the work behind them
            private final Map<CompletableFuture<?>, CompletableFuture<?>> underWay = new HashMap<>();
            private Caller call;                        // null: nobody wants to know how far it has come
            private volatile boolean over;
            private volatile long deadline = Long.MAX_VALUE;    // System.nanoTime()
            private long paused;
            private int holds;                                  // this call's part of what all hold

            private Trip(Tool tool) { this.tool = tool; }

            void begin(Caller of) {
                call = of;
                deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(tool.seconds());
            }

            boolean cancelled() { return over; }

            void cancel() {
                List<CompletableFuture<?>> open = new ArrayList<>();
                synchronized (this) {
                    over = true;
                    // an exchange that is cancelled closes its connection, from JDK 16 on
                    open.addAll(underWay.values());
                    open.addAll(underWay.keySet());
                    notifyAll();
                }
                open.forEach(each -> each.cancel(true));   // without the lock, for which what arrives may be waiting
            }

            /** A call that has answered leaves nothing running, and nothing that would still start, behind it. */
            void end() {
                cancel();
                boolean large;
                synchronized (this) {
                    large = holds > 0;
                    hold(-holds);
                }
                // Left to itself, the serial collector of newer JDKs lets the heap grow to its bound before it takes
                // back what a large answer left.
                if (large) System.gc();
            }

            private synchronized void hold(int bytes) {
                holds += bytes;
                held.addAndGet(bytes);
            }

            /** An attempt that brought nothing keeps nothing; what a call holds at its end goes then. */
            private synchronized void giveBack(Share share) {
                if (!over) hold(-share.taken);
            }

            /** A body, and the memory that it takes until the call ends. */
            private final class Share extends Bounded {
                private int taken;

                Share(int most) { super(most); }

                @Override
                void grow(int soFar, int more) throws IOException {
                    super.grow(soFar, more);
                    if (soFar + more <= SMALL) return;
                    synchronized (Trip.this) {
                        if (holds + more > MOST_HELD) throw new TooLarge(MOST_HELD);
                        if (over || held.get() + more > MOST_HELD) throw new Crowded();
                        taken += more;
                        hold(more);
                    }
                }
            }

            /** While a person thinks, no time passes. */
            void pauseClock() { paused = System.nanoTime(); }

            void resumeClock() { deadline += System.nanoTime() - paused; }

            /** Milliseconds until the deadline. @throws FailureException when the call was cancelled */
            private long left() {
                if (over) throw Door.cancelled();
                return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }

            private FailureException interrupted() {
                over = true;
                return Door.cancelled();
            }

            synchronized void sleep(long millis) {
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

            @Override
            public Reply send(Request request) {
                if (options.token == null)
                    throw HttpFailure.noToken(options.base(), Scopes.of(tools(offers(options).values())));
                String base = request.region() != null ? named(request.region())
                    : request.organization() != null ? region(request.organization()) : options.base();
                return fetch(request, base);
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

            // -------------------------------------------------------- regions

            @Override
            public List<String> regions() {
                if (regions != null) return regions;
                if (!options.host.equals(Options.DEFAULT_HOST)) return regions = List.of(options.base());
                List<String> named = new ArrayList<>();
                try {
                    for (Json region : send(Request.get("users", "me", "regions")).json().list("regions"))
                        if (isRegion(region.text("url"))) named.add(origin(URI.create(region.text("url"))));
                } catch (FailureException failure) {
                    if (failure.kind() != FailureException.Kind.NOT_FOUND
                        && failure.kind() != FailureException.Kind.PERMISSION) throw failure;
                    return List.of(options.base());   // organization tokens belong to no user
                }
                return regions = named.isEmpty() ? List.of(options.base()) : List.copyOf(named);
            }

            private String named(String region) {
                if (!region.equals(options.base()) && !regions().contains(region))
                    throw new IllegalArgumentException("not a region that Sentry named");
                return region;
            }

            /**
             * Where an organization lives, as sentry.io says; asked once per organization. Other hosts have no regions.
             */
            private String region(String organization) {
                if (!options.host.equals(Options.DEFAULT_HOST)) return options.base();
                FutureTask<String> mine = new FutureTask<>(() -> {
                    String url = fetch(Request.get("organizations", organization).with("detailed", 0), options.base())
                        .json().text("links", "regionUrl");
                    return isRegion(url) ? origin(URI.create(url)) : options.base();
                });
                while (true) {
                    FutureTask<String> first = regionOf.putIfAbsent(organization, mine);
                    if (first == null) mine.run();
                    FutureTask<String> asked = first == null ? mine : first;
                    try {
                        return asked.get(Math.max(0, left()), TimeUnit.MILLISECONDS);
                    } catch (ExecutionException failed) {
                        regionOf.remove(organization, asked);
                        FailureException.Kind kind = failed.getCause() instanceof FailureException failure
                            ? failure.kind() : FailureException.Kind.CANCELLED;
                        // it was another call's question, and that call was cancelled
                        if (asked != mine && kind == FailureException.Kind.CANCELLED) continue;
                        left();
                        if (kind == FailureException.Kind.NOT_FOUND || kind == FailureException.Kind.PERMISSION)
                            return options.base();   // the request itself will say so, or do without
                        throw thrown(failed);
                    } catch (TimeoutException late) {
                        throw HttpFailure.outOfTime(tool);
                    } catch (InterruptedException stop) {
                        throw interrupted();
                    }
                }
            }

            // -------------------------------------------------------- one request

            /** Attempts, waits and redirects, until there is an answer or no time. */
            private Reply fetch(Request request, String base) {
                URI uri = URI.create(base + "/api/0/" + request.encoded());
                boolean safe = request.method().equals("GET");
                int redirects = 0;
                for (int attempt = 1;; attempt++) {
                    HttpFailure trouble =
                        new HttpFailure(options.host, place(uri), network().proxied(uri), !safe, tool);
                    long seconds = Math.min(Math.max(1, (left() + 999) / 1000), ATTEMPT_SECONDS);
                    long wait = backoff(attempt);
                    FailureException failure;
                    boolean again;
                    try {
                        Answered answered = exchange(request, uri);
                        if (answered.status / 100 == 2) return reply(request, answered, trouble);
                        if (isRedirect(answered.status)) {
                            uri = target(answered, uri, safe, trouble);
                            if (++redirects > REDIRECTS)
                                throw trouble.circling(answered.status, REDIRECTS, uri.toString());
                            attempt--;
                            continue;
                        }
                        if (answered.status == 407 && trouble.proxied())
                            throw trouble.of(HttpFailure.Fault.PROXY_LOGIN, 0, "");
                        long asked = HttpFailure.wait(answered.header("Retry-After"),
                            answered.header("X-Sentry-Rate-Limit-Reset"), Instant.now());
                        failure =
                            trouble.refused(answered.status, asked, attempt, answered.reason(sent), lacking(tool));
                        again = HttpFailure.passing(answered.status);
                        wait = Math.max(asked, wait);
                    } catch (TooLarge much) {
                        throw trouble.tooLarge(much.most);
                    } catch (IOException broken) {
                        HttpFailure.Fault fault = HttpFailure.fault(causes(broken));
                        failure = trouble.of(fault, seconds, network().unusable);
                        again = fault == HttpFailure.Fault.BROKEN || fault == HttpFailure.Fault.CROWDED;
                    }
                    if (!safe || !again || attempt == ATTEMPTS || left() < wait + LEAST_MS) throw failure;
                    if (call != null) call
                        .stillWaiting(place(uri) + " is not ready, trying again in " + Math.max(1, wait / 1000) + " s");
                    sleep(wait);
                }
            }

            /** One attempt, whatever its status: for the doctor, who reads headers. */
            Look look(Request request) {
                URI uri = URI.create(options.base() + "/api/0/" + request.encoded());
                HttpFailure trouble = new HttpFailure(options.host, place(uri), network().proxied(uri), false, tool);
                try {
                    return new Look(exchange(request, uri), null, false);
                } catch (IOException broken) {
                    HttpFailure.Fault fault = HttpFailure.fault(causes(broken));
                    boolean tls = switch (fault) {
                        case OTHER_HOST, EXPIRED, UNKNOWN_AUTHORITY, NO_TLS, INSECURE -> true;
                        default -> false;
                    };
                    return new Look(null, trouble.of(fault, tool.seconds(), network().unusable), tls);
                }
            }

            /** One attempt: when a slot is free, and within its time. */
            private Answered exchange(Request request, URI uri) throws IOException {
                HttpRequest.Builder builder = network().request(uri)
                    .header("Accept", request.raw() ? "*/*" : "application/json")
                    .header("Accept-Encoding", "gzip");
                // the doctor looks without one, too
                if (options.token != null) builder.header("Authorization", "Bearer " + options.token);
                byte[] body =
                    request.body() == null ? null : Json.write(request.body()).getBytes(StandardCharsets.UTF_8);
                if (body != null) builder.header("Content-Type", "application/json");
                builder.method(request.method(),
                    body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
                takeSlot();
                try {
                    return exchange(builder.build(), request.most() > 0 ? request.most() : LARGEST,
                        Math.min(left(), ATTEMPT_SECONDS * 1000L));
                } finally {
                    slots.release();
                }
            }

            /** One request to any host: over after {@code millis}, and gone from the wire when the call is. */
            private Answered exchange(HttpRequest request, int most, long millis) throws IOException {
                Share share = new Share(most);
                CompletableFuture<HttpResponse<byte[]>> future = null;
                Answered answered = null;
                try {
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
                    CompletableFuture<Void> address = network().lookUp(request.uri());
                    if (address != null) await(waitsFor(address, address), request.uri(), end);
                    left();
                    future = network().client.sendAsync(request, share);
                    future.whenComplete(share);
                    byte[] plain =
                        unpacked(await(waitsFor(share.body, future), request.uri(), end), share.headers, most);
                    if (plain.length > share.size()) share.grow(share.size(), plain.length - share.size());
                    return answered = new Answered(share.status, share.headers, plain, future);
                } catch (ExecutionException failed) {
                    left();
                    if (share.refusal != null) throw share.refusal;
                    if (failed.getCause() instanceof Error error) throw error;   // too little memory
                    // also what the JDK's client stumbles over: a length that is no number
                    throw new IOException(failed.getCause());
                } catch (InterruptedException | CancellationException stop) {
                    throw interrupted();
                } finally {
                    if (answered == null && future != null) future.cancel(true);
                    if (answered == null) giveBack(share);
                }
            }

            /**
             * From here on, a cancellation ends the wait, and the work behind it.
             * @throws FailureException when it came before
             */
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
                            return result.get(Math.min(rest, 1_500), TimeUnit.MILLISECONDS);
                        } catch (TimeoutException notYet) {
                            left();
                            if (call != null)
                                call.stillWaiting("waiting for " + place(uri) + " (" + waited * 3 / 2 + " s)");
                        }
                    }
                } finally {
                    synchronized (this) {
                        underWay.remove(result);
                    }
                }
            }

            private void takeSlot() {
                try {
                    while (!slots.tryAcquire(100, TimeUnit.MILLISECONDS))
                        if (left() <= 0) throw HttpFailure.outOfTime(tool);
                } catch (InterruptedException stop) {
                    throw interrupted();
                }
            }

            private Reply reply(Request request, Answered answered, HttpFailure trouble) {
                String media = answered.header("Content-Type");
                String type = media.substring(0, media.indexOf(';') < 0 ? media.length() : media.indexOf(';')).strip()
                    .toLowerCase(Locale.ROOT);
                String next = Links.next(String.join(",", answered.headers.allValues("Link")));
                String count = answered.header("X-Hits");
                Long hits = !count.isEmpty() && count.matches("[0-9]{1,15}") ? Long.valueOf(count) : null;
                byte[] body = sent.redact(answered.body);
                boolean mayBeEmpty = answered.status != 200 || !request.method().equals("GET");
                if (request.raw() || body.length == 0 && mayBeEmpty)
                    return new Reply(Json.NONE, next, hits, request.raw() ? body : null, type, answered.status);
                try {
                    if (body.length > 0) return new Reply(Json.read(body), next, hits, null, type, answered.status);
                } catch (Json.TooMuch large) {
                    throw trouble.tooLarge(LARGEST);
                } catch (IllegalArgumentException notJson) {
                    // said below
                }
                throw trouble.notJson(answered.status, type,
                    new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8));
            }

            /**
             * Where a redirect leads: only to the same scheme, host and port, and never a write.
             * @throws FailureException
             */
            private URI target(Answered answered, URI from, boolean safe, HttpFailure trouble) {
                String location = answered.header("Location");
                URI target;
                try {
                    target = from.resolve(location);
                } catch (IllegalArgumentException malformed) {
                    throw trouble.elsewhere(answered.status, location);
                }
                if (location.isEmpty()) throw trouble.nowhere(answered.status);
                if (target.getHost() == null || target.getRawUserInfo() != null || !origin(target).equals(origin(from)))
                    throw trouble.elsewhere(answered.status, target.toString());
                if (!safe) throw trouble.moved(answered.status, target.toString());
                return target;
            }
        }

        /**
         * What came of a look.
         *
         * @param answered null when there was no answer
         * @param failure  why there was none
         * @param tls      whether the secure connection was at fault
         */
        record Look(Answered answered, FailureException failure, boolean tls) {}

        /** What came back, unpacked. */
        private record Answered(int status, HttpHeaders headers, byte[] body,
            CompletableFuture<HttpResponse<byte[]>> exchange) {
            /** The secure connection that it came over, or null. */
            SSLSession tls() {
                try {
                    return exchange.get(1, TimeUnit.SECONDS).sslSession().orElse(null);
                } catch (InterruptedException | ExecutionException | TimeoutException unknown) {
                    return null;
                }
            }

            String header(String name) { return headers.firstValue(name).orElse("").strip(); }

            /** The body of a refusal; a proxy's page is no reason, the status says enough. */
            Json reason(Secrets secrets) {
                try {
                    return Json.read(secrets.redact(body));
                } catch (IllegalArgumentException notJson) {
                    return Json.NONE;
                }
            }
        }

        // ------------------------------------------------------------ small rules

        private static boolean isRedirect(int status) {
            return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        }

        /** A region of sentry.io's: https, on its own port, below sentry.io. */
        static boolean isRegion(String url) {
            return url != null && url.matches("https://([a-z0-9-]+\\.)*sentry\\.io/?");
        }

        /** Scheme, host and port, in one spelling. */
        static String origin(URI uri) {
            int usual = "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
            return (uri.getScheme() + "://" + uri.getHost()).toLowerCase(Locale.ROOT)
                + (uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort());
        }

        private static String place(URI uri) { return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()); }

        /** What a task threw; an error, such as too little memory, stays one. */
        private static RuntimeException thrown(ExecutionException failed) {
            if (failed.getCause() instanceof Error error) throw error;
            return failed.getCause() instanceof RuntimeException fault ? fault
                : new IllegalStateException(failed.getCause());
        }

        private static List<String> causes(Throwable failed) {
            List<String> causes = new ArrayList<>();
            for (Throwable cause = failed; cause != null && causes.size() < 10; cause = cause.getCause())
                causes.add(cause.toString());
            return causes;
        }

        /** 0.3 s, 0.6 s, 1.2 s, each up to half longer: callers that failed together should not come back together. */
        private static long backoff(int attempt) {
            return (long) ((300L << attempt - 1) * (1 + Math.random() / 2));
        }

        /** @throws TooLarge also when only the unpacked body is */
        static byte[] unpacked(byte[] body, HttpHeaders headers, int most) throws IOException {
            if (body.length == 0 || !headers.firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip"))
                return body;
            try (InputStream unzip = new java.util.zip.GZIPInputStream(new ByteArrayInputStream(body))) {
                byte[] plain = unzip.readNBytes(most + 1);
                if (plain.length > most) throw new TooLarge(most);
                return plain;
            }
        }

        static final class TooLarge extends IOException {
            private static final long serialVersionUID = 1;
            final int most;

            TooLarge(int most) { this.most = most; }
        }

        /** Other calls hold what memory there is; they will be done soon. */
        static final class Crowded extends IOException {
            private static final long serialVersionUID = 1;
        }

        /**
         * A body that may not outgrow its bound; one that does is cut off on the wire, not when it has filled the
         * memory. Whoever waits for {@link #body} has it at once; the client hands out the response itself by way of
         * another thread, a quarter of a millisecond later.
         */
        static class Bounded implements HttpResponse.BodyHandler<byte[]>, HttpResponse.BodySubscriber<byte[]>,
            BiConsumer<HttpResponse<byte[]>, Throwable> {
            final CompletableFuture<byte[]> body = new CompletableFuture<>();
            /** Known when the body is there. */
            volatile int status;
            volatile HttpHeaders headers;
            /** Why it was cut off, or null; the JDK's client may report the end of the connection instead. */
            volatile IOException refusal;
            private final int most;
            private final ByteArrayOutputStream received = new ByteArrayOutputStream();
            private Flow.Subscription source;

            Bounded(int most) { this.most = most; }

            /** @throws IOException when there is no room for more */
            void grow(int soFar, int more) throws IOException {
                if (soFar + more > most) throw new TooLarge(most);
            }

            int size() { return received.size(); }

            @Override
            public HttpResponse.BodySubscriber<byte[]> apply(HttpResponse.ResponseInfo head) {
                status = head.statusCode();
                headers = head.headers();
                received.reset();
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
                        byte[] chunk = new byte[buffer.remaining()];
                        grow(received.size(), chunk.length);
                        buffer.get(chunk);
                        received.write(chunk, 0, chunk.length);
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
            public void onComplete() { body.complete(received.toByteArray()); }

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
    }

    // ================================================================ elsewhere

    /**
     * The two places besides Sentry's API: the language model, when there is a key for it, and Sentry's public
     * documentation. Neither is ever sent the access token; the key goes to the model's host alone, and only the
     * documentation's pages follow a redirect.
     */
    static final class Elsewhere {
        /** What Sentry has left for its search after the model has answered: a search takes a few seconds. */
        private static final long RESERVE_MS = 8_000;
        /** The first attempt and two more: asking a model again changes nothing but the bill. */
        private static final int ATTEMPTS = 3;
        /** A translated search is some hundred bytes; with a model's thoughts around it, some thousand. */
        private static final int LARGEST_ANSWER = 256 << 10;
        /** The longest page of the documentation is below 500 kB. */
        private static final int LARGEST_PAGE = 2 << 20;
        private static final long DOCS_MS = 15_000;
        private static final int REDIRECTS = 3;

        private final Options options;
        private final Log log;
        private final Door door;
        /** What the model's host does not take: parts of the request, left out from then on. */
        private final Set<String> refused = ConcurrentHashMap.newKeySet();
        private final Secrets sent = new Secrets();   // the key, which an answer may say back

        Elsewhere(Options options, Log log, Door door) {
            this.options = options;
            this.log = log;
            this.door = door;
            sent.hide(options.openAiKey);
        }

        /** @return null when there is no key */
        Call.Model model(Door.Trip trip) {
            return options.openAiKey == null ? null : new Model(trip);
        }

        Call.Docs docs(Door.Trip trip) { return new Pages(trip); }

        // ------------------------------------------------------------ the model

        /** OpenAI's Responses API, or what speaks it. */
        private final class Model implements Call.Model {
            private final Door.Trip trip;

            Model(Door.Trip trip) { this.trip = trip; }

            @Override
            public Json ask(Map<String, Object> request) {
                URI uri = URI.create(options.openAiBase + "/responses");
                String place = Door.place(uri);
                Set<String> without = new TreeSet<>(refused);
                for (int attempt = 1;;) {
                    long millis = trip.left() - RESERVE_MS;
                    if (millis < Door.LEAST_MS)
                        throw Services.unanswered("there was no time left to ask " + place + ".");
                    long wait = Door.backoff(attempt);
                    FailureException failure;
                    try {
                        Door.Answered answered = trip.exchange(http(uri, request, without), LARGEST_ANSWER, millis);
                        Json body = json(answered);
                        if (answered.status / 100 == 2) {
                            refused.addAll(without);
                            if (!body.isObject()) throw Services.unanswered(
                                place + " answered with something that is not JSON. Check --openai-base-url.");
                            return body;
                        }
                        String culprit =
                            Services.culprit(answered.status, body, without, !options.openAiEffort.isEmpty());
                        if (culprit != null) {
                            without.add(culprit);
                            continue;
                        }
                        long asked = HttpFailure.wait(answered.header("Retry-After"), "", Instant.now());
                        failure = Services.refusal(place, answered.status, answered.header("Location"), body, asked,
                            attempt, options.openAiModel, options.openAiBase);
                        if (Services.spent(body) || !(HttpFailure.passing(answered.status) || answered.status == 500))
                            throw failure;
                        wait = Math.max(wait, asked);
                    } catch (Door.TooLarge much) {
                        throw Services.unanswered("the answer of " + place + " is larger than " + LARGEST_ANSWER / 1024
                            + " kB, which no translation is.");
                    } catch (IOException broken) {
                        HttpFailure.Fault fault = HttpFailure.fault(Door.causes(broken));
                        failure = Services.unanswered(place + Services.fault(fault, millis));
                        if (fault != HttpFailure.Fault.BROKEN) throw failure;
                    }
                    if (attempt++ == ATTEMPTS || trip.left() - RESERVE_MS < wait + Door.LEAST_MS) throw failure;
                    if (trip.call != null) trip.call
                        .stillWaiting(place + " is not ready, trying again in " + Math.max(1, wait / 1000) + " s");
                    trip.sleep(wait);
                }
            }

            private HttpRequest http(URI uri, Map<String, Object> request, Set<String> without) {
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("model", options.openAiModel);
                body.putAll(request);
                body.put("store", false);   // nobody needs the question any more
                if (!options.openAiEffort.isEmpty()) body.put("reasoning", Map.of("effort", options.openAiEffort));
                body.keySet().removeAll(without);
                return door.network().request(uri).header("Authorization", "Bearer " + options.openAiKey)
                    .header("Content-Type", "application/json").header("Accept", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))).build();
            }

            private Json json(Door.Answered answered) {
                try {
                    return Json.read(sent.redact(answered.body));
                } catch (IllegalArgumentException notJson) {
                    return Json.NONE;
                }
            }
        }

        // ------------------------------------------------------------ the documentation

        private final class Pages implements Call.Docs {
            private final Door.Trip trip;

            Pages(Door.Trip trip) { this.trip = trip; }

            @Override
            public Json search(String query, String guide, int most) {
                URI uri = URI.create(options.mcpUrl + "/api/search");
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("query", query);
                body.put("maxResults", most);
                if (guide != null) body.put("guide", guide);
                Door.Answered answered = answer(door.network().request(uri).header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))).build());
                Json found = Json.NONE;
                try {
                    found = Json.read(answered.body);
                } catch (IllegalArgumentException notJson) {
                    // said below
                }
                if (answered.status / 100 != 2) throw refusal(answered, uri,
                    found.text("error") != null ? found.said("error") : found.said("error", "message"));
                if (!found.isObject()) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
                    Door.place(uri) + " answered with something that is not JSON.");
                return found;
            }

            @Override
            public String page(String url) {
                URI uri = URI.create(url);
                for (int redirects = 0;; redirects++) {
                    if (!isDocs(uri)) throw new IllegalArgumentException("not a page of the documentation");
                    Door.Answered answered = answer(door.network().request(uri)
                        .header("Accept", "text/markdown, text/plain").header("Accept-Encoding", "gzip").GET().build());
                    if (answered.status / 100 == 2) return new String(answered.body, StandardCharsets.UTF_8);
                    if (answered.status / 100 != 3 || answered.header("Location").isEmpty())
                        throw refusal(answered, uri, null);
                    URI target = target(uri, answered.header("Location"));
                    if (redirects == REDIRECTS || target == null) {
                        throw Services.moved(Door.place(uri), answered.header("Location"),
                            target == null ? 0 : REDIRECTS);
                    }
                    uri = target;
                }
            }

            /** Exactly the two hosts, over https on its usual port. */
            private static boolean isDocs(URI uri) {
                return uri != null && "https".equals(uri.getScheme()) && uri.getRawUserInfo() == null
                    && uri.getPort() < 0
                    && ("docs.sentry.io".equals(uri.getHost()) || "develop.sentry.io".equals(uri.getHost()));
            }

            /** Where a moved page's markdown is; null when it is nowhere in the documentation. */
            private static URI target(URI from, String location) {
                try {
                    URI to = from.resolve(location);
                    if (!isDocs(to)) return null;
                    String path = to.getRawPath().replaceFirst("/+$", "");
                    return path.isEmpty() || path.endsWith(".md") ? to
                        : URI.create("https://" + to.getHost() + path + ".md");
                } catch (IllegalArgumentException malformed) {
                    return null;
                }
            }

            /** Asked twice when the first answer was a passing failure: neither request changes anything. */
            private Door.Answered answer(HttpRequest request) {
                String place = Door.place(request.uri());
                for (int attempt = 1;; attempt++) {
                    long millis = Math.min(DOCS_MS, trip.left());
                    if (millis < Door.LEAST_MS) throw FailureException.of(FailureException.Kind.UNAVAILABLE,
                        place + " did not answer in time.");
                    try {
                        Door.Answered answered = trip.exchange(request, LARGEST_PAGE, millis);
                        boolean passing = HttpFailure.passing(answered.status) && answered.status != 429;
                        if (!passing || attempt == 2) return answered;
                    } catch (Door.TooLarge much) {
                        throw FailureException.of(FailureException.Kind.UNAVAILABLE,
                            "The answer of " + place + " is larger than " + LARGEST_PAGE / (1 << 20)
                                + " MB, which no page of the documentation is.");
                    } catch (IOException broken) {
                        HttpFailure.Fault fault = HttpFailure.fault(Door.causes(broken));
                        if (fault != HttpFailure.Fault.BROKEN || attempt == 2) throw FailureException
                            .of(FailureException.Kind.UNAVAILABLE, place + Services.fault(fault, millis));
                    }
                    trip.sleep(Door.backoff(attempt));
                }
            }

            private FailureException refusal(Door.Answered answered, URI uri, Untrusted reason) {
                long asked = HttpFailure.wait(answered.header("Retry-After"), "", Instant.now());
                return Services.noPage(Door.place(uri), uri.getRawPath(), answered.status, asked, reason);
            }
        }
    }

    // ================================================================ images

    /**
     * Makes pictures small enough for a client, with the JDK's own ImageIO and in memory only. Nothing of it is loaded
     * before the first call that has a picture to shrink.
     */
    static final class Images {
        static {
            System.setProperty("java.awt.headless", "true");   // no display is needed, and none must be opened
            javax.imageio.ImageIO.setUseCache(false);          // else it writes temporary files
        }

        /** Pixels that are decoded at once: at 16 bits a channel they take 64 MB of the program's 256. */
        private static final long DECODED = 8_000_000;
        /**
         * The largest picture that is read at all. Its rows pass by one after the other, so that only time is at stake.
         */
        private static final long LARGEST = 200_000_000;
        /** A progressive JPEG is held whole outside the heap, 6 bytes a pixel. */
        private static final long LARGEST_JPEG = 40_000_000;
        private static final int LONGEST_ROW = 100_000;

        private Images() {}

        /**
         * The picture with its longest side at most {@code longest} pixels; as it is when it is small enough or cannot
         * be read. One at a time: memory.
         */
        static synchronized Answer.Image fit(Answer.Image image, int longest) {
            try (javax.imageio.stream.ImageInputStream in =
                new javax.imageio.stream.MemoryCacheImageInputStream(new ByteArrayInputStream(image.bytes()))) {
                java.util.Iterator<javax.imageio.ImageReader> readers = javax.imageio.ImageIO.getImageReaders(in);
                if (!readers.hasNext()) return image;
                javax.imageio.ImageReader reader = readers.next();
                try {
                    reader.setInput(in, true, true);
                    int width = reader.getWidth(0);
                    int height = reader.getHeight(0);
                    boolean jpeg = image.mimeType().equals("image/jpeg");
                    if (Math.max(width, height) <= longest || width > LONGEST_ROW
                        || (long) width * height > (jpeg ? LARGEST_JPEG : LARGEST)) return image;
                    javax.imageio.ImageReadParam every = reader.getDefaultReadParam();
                    int step = step(width, height, longest);
                    every.setSourceSubsampling(step, step, 0, 0);
                    java.awt.image.BufferedImage small = scaled(reader.read(0, every), longest);
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    return javax.imageio.ImageIO.write(small, jpeg ? "jpeg" : "png", out)
                        ? new Answer.Image(jpeg ? "image/jpeg" : "image/png", out.toByteArray()) : image;
                } finally {
                    reader.dispose();
                }
            } catch (IOException | RuntimeException | LinkageError unreadable) {
                return image;   // readers throw anything at broken bytes; a runtime without java.desktop has none
            }
        }

        /** Every how many-th pixel is decoded: as many as the scaling can use, and no more than memory holds. */
        static int step(int width, int height, int longest) {
            int step = Math.max(1, Math.max(width, height) / longest);
            while (((long) width / step + 1) * ((long) height / step + 1) > DECODED) step++;
            return step;
        }

        private static java.awt.image.BufferedImage scaled(java.awt.image.BufferedImage image, int longest) {
            double factor = Math.min(1, longest / (double) Math.max(image.getWidth(), image.getHeight()));
            int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
            int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
            boolean alpha = image.getColorModel().hasAlpha();
            java.awt.image.BufferedImage small = new java.awt.image.BufferedImage(width, height,
                alpha ? java.awt.image.BufferedImage.TYPE_INT_ARGB : java.awt.image.BufferedImage.TYPE_INT_RGB);
            java.awt.Graphics2D canvas = small.createGraphics();
            canvas.setRenderingHint(java.awt.RenderingHints.KEY_INTERPOLATION,
                java.awt.RenderingHints.VALUE_INTERPOLATION_BILINEAR);
            canvas.drawImage(image, 0, 0, width, height, null);
            canvas.dispose();
            return small;
        }
    }

    // ================================================================ network

    /**
     * How this machine gets out: one HTTP client, with the proxy and the certificate authorities that the environment
     * names.
     */
    static final class Network {
        /** How the JDK's client names the thread that waits for its connections. */
        static final String SELECTOR = "-SelectorManager";

        final HttpClient client;
        /** What is wrong with SSL_CERT_FILE, for those whose connection fails over it; "" = nothing. */
        final String unusable;
        private final Proxies proxies;
        /** The JDK remembers an address for 30 s. */
        private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(20);
        // hosts, and when their addresses were looked up
        private final Map<String, Long> looked = new ConcurrentHashMap<>();

        Network(Options options, Log log, int connectSeconds) {
            // A connection that lay idle for longer may be dead, and a write must not be the one to find out.
            System.setProperty("jdk.httpclient.keepalive.timeout", "30");
            // The JDK would not send a proxy's password otherwise. It is only ever sent to the proxy, before TLS
            // begins.
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            proxies = options.proxies;
            // HTTP/1.1: aborting a call closes its own connection and no other's, and a stalled body holds up nothing
            // else. HTTP/2 would need one connection instead of five at most; it was no faster when measured, and took
            // 2 MB more.
            HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(connectSeconds)).proxy(new Selector()).executor(new AtOnce());
            String wrong = "";
            try {
                if (!options.certificates.isEmpty()) builder.sslContext(trusting(options.certificates));
            } catch (IOException | GeneralSecurityException broken) {
                wrong = "SSL_CERT_FILE is set, but is not used: " + (broken instanceof java.io.FileNotFoundException
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
            Thread thread = new Thread(() -> {
                try {
                    InetAddress.getByName(host);
                    looked.put(host, System.nanoTime());
                } catch (UnknownHostException | RuntimeException unknown) {
                    // the request will say so
                }
                done.complete(null);
            }, "address");
            thread.setDaemon(true);
            thread.start();
            return done;
        }

        /**
         * A request with what every host may know: who we are, and the proxy its password (which never goes further
         * than the proxy).
         */
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

        /** The JDK's own authorities and those of a PEM file. */
        private static SSLContext trusting(String file) throws IOException, GeneralSecurityException {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            TrustManagerFactory own = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            own.init((KeyStore) null);
            for (TrustManager manager : own.getTrustManagers()) {
                if (manager instanceof X509TrustManager known) for (Certificate authority : known.getAcceptedIssuers())
                    all.setCertificateEntry("own-" + number++, authority);
            }
            try (InputStream pem = new FileInputStream(file)) {
                Collection<? extends Certificate> further =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
                if (further.isEmpty()) throw new GeneralSecurityException("no certificate");
                for (Certificate authority : further) all.setCertificateEntry("file-" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(all);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
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
                return List
                    .of(proxied(uri) ? new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxies.host(), proxies.port()))
                        : Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failed) {}
        }
    }

    // ================================================================ commands

    /**
     * The program in a shell: answers on stdout, everything else on stderr; 0 = done, 1 = failed, 2 = not understood.
     */
    static final class Commands {
        /** Every command, and what it does. */
        static final String[][] ABOUT = {
            {"tools [--json]", "list the tools that the flags grant, by skill, with effect and scopes"},
            {"call TOOL [name=value…]",
                "make one call; arguments also as --json '{…}' or, with -, as JSON on stdin; --output json, --yes"},
            {"doctor [--json]", "check network, token, scopes and the rest, and say what to do"},
            {"config CLIENT",
                "print a client's configuration, with the flags given here: " + String.join(", ", Clients.ids())},
            {"docs", "print the tables of README.md; with -, put them into the text on stdin"}};

        /**
         * Where the words go.
         *
         * @param interactive a person sits at both ends
         * @param width       characters of a line
         */
        record Terminal(boolean interactive, boolean colours, int width) {
            static Terminal of(Map<String, String> environment) { return of(environment, hasTerminal()); }

            static Terminal of(Map<String, String> environment, boolean terminal) {
                String columns = environment.getOrDefault("COLUMNS", "");
                String kind = environment.getOrDefault("TERM", "dumb");
                boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty() || kind.equals("dumb");
                return new Terminal(terminal, terminal && !plain,
                    columns.matches("[1-9][0-9]{1,2}") ? Math.max(40, Integer.parseInt(columns)) : 80);
            }

            /** Up to Java 21 there is a console only at a terminal; from 22 on there always is one, and it says. */
            private static boolean hasTerminal() {
                if (System.console() == null) return false;
                try {
                    return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
                } catch (ReflectiveOperationException before22) {
                    return true;
                }
            }

        }

        private final Options options;
        private final Map<String, String> environment;
        private final Terminal terminal;
        private final InputStream in;
        private final OutputStream out;
        private final Log log;
        private final ThreadPoolExecutor threads = Server.pool(5);
        private final Door door;
        private final Telemetry telemetry;
        private final Calls calls;
        private boolean stdinIsTaken;

        Commands(Options options, Map<String, String> environment, Terminal terminal, InputStream in, OutputStream out,
            Log log) {
            this.options = options;
            this.environment = environment;
            this.terminal = terminal;
            this.in = in;
            this.out = out;
            this.log = log;
            this.door = new Door(options, log, threads);
            this.telemetry = new Telemetry(options, log);
            // a command's call is nobody's business
            this.calls = new Calls(options, offers(options), log, door, Telemetry.none(options, log));
        }

        /** @throws UsageException */
        int run() throws IOException {
            List<String> known = switch (options.command) {
                case "call" -> List.of("--json", "--output", "--yes");
                case "tools", "doctor" -> List.of("--json");
                default -> List.of();
            };
            for (String flag : options.shell.keySet())
                if (!known.contains(flag)) throw new UsageException(flag + " is not a flag of " + options.command);
            if (!options.command.equals("call") && !options.shell.getOrDefault("--json", "").isEmpty())
                throw new UsageException("--json takes no value with " + options.command);
            try {
                return switch (options.command) {
                    case "tools" -> tools();
                    case "call" -> call();
                    case "doctor" -> doctor();
                    case "config" -> config();
                    default -> docs();
                };
            } finally {
                threads.shutdownNow();
            }
        }

        private boolean json() { return options.shell.containsKey("--json"); }

        private void print(String text) throws IOException {
            out.write(log.secrets.redact(text).getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        private void print(Map<String, Object> json) throws IOException {
            out.write(log.secrets.line(json));
            out.flush();
        }

        private void noMore(int from) {
            if (options.words.size() > from) throw new UsageException(
                options.command + " takes no argument " + FailureException.show(options.words.get(from)));
        }

        // ------------------------------------------------------------ tools

        private int tools() throws IOException {
            noMore(0);
            if (options.hideUnusable) door.warmUp();
            List<Tool> usable = SentryMcp.tools(calls.offers.values());
            if (options.hideUnusable) usable.removeIf(tool -> !door.allows(tool));
            if (!json()) {
                print(Manual.listing(skills(options.skills, usable), terminal.colours, terminal.width));
                return 0;
            }
            Map<String, Set<Skill>> grants = grants();
            List<Object> all = new ArrayList<>();
            for (Tool tool : usable) {
                Map<String, Object> each = Protocol.definition(tool, options.bounds.keySet());
                each.put("effect", Manual.effect(tool));
                each.put("scopes", tool.scopes());
                List<String> skills = new ArrayList<>();
                for (Skill skill : grants.get(tool.name())) skills.add(skill.id());
                each.put("skills", skills);
                all.add(each);
            }
            print(Map.of("tools", all));
            return 0;
        }

        // ------------------------------------------------------------ call

        private int call() throws IOException {
            if (options.words.isEmpty()) throw new UsageException(
                "call needs a tool: sentry-mcp call TOOL name=value…; sentry-mcp tools lists them");
            String output = options.shell.getOrDefault("--output", "text");
            if (!List.of("text", "json").contains(output))
                throw new UsageException("--output is text or json, not " + FailureException.show(output));
            String name = options.words.get(0);
            Offer offer = calls.find(name);
            String withheld = offer == null ? calls.withheld(name) : null;
            if (withheld != null) {
                log.say(withheld);
                return 1;
            }
            if (offer == null) throw new UsageException("unknown tool " + calls.unknown(name));
            Map<String, Object> arguments = arguments(offer.tool);
            Door.Trip trip = door.trip(offer.tool);
            Calls.Outcome outcome;
            try {
                outcome = calls.make(offer, arguments, trip, new Person(trip), "shell", "shell");
            } finally {
                trip.end();
            }
            if (outcome.fault()) {
                log.say("this is a fault in sentry-mcp itself, not in your call");
                return 1;
            }
            if (outcome.failure() != null) {
                for (String line : outcome.failure().getMessage().split("\n")) log.say(line);
                return outcome.failure().kind() == FailureException.Kind.INPUT ? 2 : 1;
            }
            if (output.equals("json")) print(outcome.answer().data());
            else print(Calls.text(outcome.answer()) + "\n");
            for (Answer.Image image : outcome.answer().images()) log
                .say("an image (" + image.mimeType() + ", " + image.bytes().length + " bytes) is not shown in a shell");
            return 0;
        }

        /** From {@code --json} or stdin, and {@code name=value} words over it; repeated names make a list. */
        private Map<String, Object> arguments(Tool tool) throws IOException {
            List<String> words = new ArrayList<>(options.words.subList(1, options.words.size()));
            stdinIsTaken = words.removeIf("-"::equals);
            if (options.shell.containsKey("--json") && stdinIsTaken)
                throw new UsageException("--json and - contradict each other: give one of them");
            Map<String, Object> json = Map.of();
            if (options.shell.containsKey("--json")) json = Arguments.object("--json", options.shell.get("--json"));
            if (stdinIsTaken) json = Arguments.object("stdin", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return Arguments.of(tool, json, words);
        }

        /** {@code --yes}, or a y typed at a terminal; anything else is no. @throws FailureException then */
        void consent(String question) {
            if (options.shell.containsKey("--yes")) return;
            if (!terminal.interactive || stdinIsTaken) throw FailureException.of(FailureException.Kind.DECLINED,
                "This needs your consent: " + question + "\nNothing was changed. Call again with --yes to agree.");
            log.ask(question + " [y/N]");
            String said;
            try {
                said = new java.io.BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            } catch (IOException gone) {
                said = null;
            }
            if (said == null || !said.strip().toLowerCase(Locale.ROOT).matches("y|yes"))
                throw FailureException.of(FailureException.Kind.DECLINED, "Nothing was changed.");
        }

        /** The person at the shell: sees progress on stderr, and is asked there. */
        private final class Person implements Caller {
            private final Door.Trip trip;
            private long last;

            Person(Door.Trip trip) { this.trip = trip; }

            /** A line a second at most: it may end up in a build's log. */
            @Override
            public void progress(double done, double total, String message) {
                long now = System.currentTimeMillis();
                if (message == null || now - last < 1_000) return;
                last = now;
                log.say(message + (total > 0 ? " (" + Math.round(100 * done / total) + " %)" : "") + " …");
            }

            @Override
            public void stillWaiting(String message) { progress(0, 0, message); }

            @Override
            public void confirm(String question) {
                trip.pauseClock();
                try {
                    consent(question);
                } finally {
                    trip.resumeClock();
                }
            }

            @Override
            public void pause(long millis) { trip.sleep(millis); }

            @Override
            public boolean offers(String tool) { return calls.offers.containsKey(tool); }
        }

        // ------------------------------------------------------------ doctor

        private int doctor() throws IOException {
            noMore(0);
            Checkup checkup = new Doctor(options, log, door, calls, telemetry).examine();
            if (json()) {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("version", VERSION);
                data.put("host", options.host);
                data.putAll(checkup.data());
                print(data);
            } else {
                print(checkup.text(terminal.width, terminal.colours));
            }
            return checkup.healthy() ? 0 : 1;
        }

        // ------------------------------------------------------------ config

        private int config() throws IOException {
            if (options.words.isEmpty())
                throw new UsageException("config needs a client: " + String.join(", ", Clients.ids()));
            noMore(1);
            String id = options.words.get(0).toLowerCase(Locale.ROOT);
            Clients.Configuration configuration = Clients.of(id, launch());
            if (configuration == null) {
                throw new UsageException(
                    "unknown client " + FailureException.show(id) + Checks.suggestion(id, Clients.ids(), "there are"));
            }
            log.say(configuration.name() + ": " + configuration.file());
            if (!configuration.note().isEmpty()) log.say(configuration.note());
            if (options.given.containsKey(Flag.ACCESS_TOKEN))
                log.say("the token given here is not written into the configuration");
            print(configuration.text());
            return 0;
        }

        /**
         * The command line that a client should start: the launcher with its absolute path, and the flags given here
         * but the token.
         */
        private List<String> launch() {
            List<String> launch = new ArrayList<>();
            // ./jbang of a checkout says where it is
            String launcher = environment.getOrDefault("SENTRY_MCP_LAUNCHER", "");
            if (launcher.isEmpty()) launch.addAll(List.of(jbang(environment), "sentry-mcp@getsentry"));
            else launch.addAll(List.of(launcher, "sentry-mcp"));
            options.given.forEach((flag, value) -> {
                if (flag != Flag.ACCESS_TOKEN) launch.add(flag.flag() + (flag.value.isEmpty() ? "" : "=" + value));
            });
            return launch;
        }

        /**
         * The absolute path of jbang: on PATH, or where its installer puts it; else its bare name. Clients with a
         * window often have another PATH.
         */
        private static String jbang(Map<String, String> environment) {
            List<String> folders =
                new ArrayList<>(List.of(environment.getOrDefault("PATH", "").split(java.io.File.pathSeparator)));
            if (!environment.getOrDefault("HOME", "").isEmpty()) folders.add(environment.get("HOME") + "/.jbang/bin");
            for (String folder : folders) {
                for (String name : List.of("jbang", "jbang.cmd")) {
                    java.io.File file = new java.io.File(folder, name);
                    if (!folder.isEmpty() && file.isAbsolute() && file.isFile() && file.canExecute())
                        return file.getPath();
                }
            }
            return "jbang";
        }

        // ------------------------------------------------------------ docs

        private int docs() throws IOException {
            if (options.words.equals(List.of("-"))) {
                try {
                    print(Readme.fill(new String(in.readAllBytes(), StandardCharsets.UTF_8), parts()));
                    return 0;
                } catch (IllegalArgumentException wrong) {
                    log.say(wrong.getMessage());
                    return 1;
                }
            }
            noMore(0);
            StringBuilder text = new StringBuilder();
            parts().forEach((name, part) -> text.append(text.length() == 0 ? "" : "\n").append(Readme.block(name, part))
                .append('\n'));
            print(text.toString());
            return 0;
        }

        /** The parts of README.md that derive from the program, by name. */
        static Map<String, String> parts() {
            return manual(EnumSet.allOf(Skill.class)).parts();
        }
    }

    /**
     * Looks at everything that a call depends on, from the outside in. Every look has a deadline; none changes
     * anything.
     */
    static final class Doctor {
        /** One look at Sentry, region by region. */
        private static final int SECONDS = 15;
        private final Options options;
        private final Log log;
        private final Door door;
        private final Calls calls;
        private final Telemetry telemetry;
        private final Checkup checkup = new Checkup();
        private final Diagnosis diagnosis;

        Doctor(Options options, Log log, Door door, Calls calls, Telemetry telemetry) {
            this.options = options;
            this.log = log;
            this.door = door;
            this.calls = calls;
            this.telemetry = telemetry;
            this.diagnosis = new Diagnosis(checkup, options.host, options.base(), tools(calls.offers.values()));
        }

        Checkup examine() {
            checkup.ok("program",
                "sentry-mcp " + VERSION + " on Java " + System.getProperty("java.version") + " ("
                    + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
            List<String> skills = new ArrayList<>();
            options.skills.forEach(skill -> skills.add(skill.id()));
            checkup.ok("skills", String.join(", ", skills) + (options.readOnly ? ", reading only" : "") + ": "
                + Show.counted(calls.offers.size(), "tool"));
            proxy();
            sentry();
            model();
            checkup.ok("telemetry", telemetry.state());
            return checkup;
        }

        private void proxy() {
            if (options.proxies == null) checkup.ok("proxy", "none");
            else if (!door.network().proxied(URI.create(options.base()))) checkup.ok("proxy", "not for " + options.host
                + (options.insecureHttp ? ", which is plain HTTP" : ", which NO_PROXY names"));
            else checkup.ok("proxy", "through " + options.proxies);
            if (options.certificates.isEmpty()) return;
            if (door.network().unusable.isEmpty())
                checkup.ok("certificates", "those of the JDK and of " + options.certificates);
            else checkup.failed("certificates", door.network().unusable, "Name a file with certificates in PEM form.");
        }

        private Door.Trip trip() {
            Door.Trip trip = door.trip(Tool.reads("doctor", "").lasting(SECONDS));
            trip.begin(null);
            return trip;
        }

        private void sentry() {
            Door.Look look = trip().look(Sentry.Request.get());
            if (look.failure() != null) {
                if (look.tls()) checkup.ok("host", options.host + " can be reached");
                checkup.failed(look.tls() ? "TLS" : "host", look.failure().getMessage(), "");
                return;
            }
            Door.Answered answered = look.answered();
            Json root = answered.reason(door.sent);
            if (!diagnosis.isSentry(answered.status, root, answered.header("Location"))) return;
            tls(answered.tls());
            diagnosis.clock(answered.header("Date"), Instant.now());
            if (!diagnosis.token(options.token, answered.status, root)) return;
            diagnosis.scopes(Scopes.of(root));
            if (regions()) organization();
        }

        private void tls(SSLSession session) {
            if (options.insecureHttp) checkup.warning("TLS", "off: --insecure-http sends the token unencrypted",
                "Use it on a network of your own only.");
            if (options.insecureHttp || session == null) return;
            Instant end = null;
            try {
                end = ((java.security.cert.X509Certificate) session.getPeerCertificates()[0]).getNotAfter().toInstant();
            } catch (javax.net.ssl.SSLPeerUnverifiedException | ClassCastException unknown) {
                // then there is nothing to say about its end
            }
            diagnosis.tls(session.getProtocol(), end, Instant.now());
        }

        private boolean regions() {
            if (!options.host.equals(Options.DEFAULT_HOST)) {
                checkup.ok("regions", "one: " + options.host);
                return true;
            }
            try {
                Door.Trip trip = trip();
                List<Sentry.Later> looks = new ArrayList<>();
                List<String> hosts = new ArrayList<>();
                for (String region : trip.regions()) {
                    hosts.add(URI.create(region).getHost());
                    looks.add(trip.start(Sentry.Request.get().in(region)));
                }
                for (Sentry.Later look : looks) look.reply();
                checkup.ok("regions", String.join(", ", hosts) + (hosts.size() == 1 ? " answers" : " answer"));
                return true;
            } catch (FailureException failure) {
                checkup.failed("regions", failure.getMessage(), "");
                return false;
            }
        }

        /** The organization that the session is bound to, or the first that the token sees, and what it has. */
        private void organization() {
            try {
                String slug = options.bounds.get("organizationSlug");
                if (slug == null) {
                    List<Json> seen = new ArrayList<>();
                    for (String region : trip().regions()) seen.addAll(trip()
                        .send(Sentry.Request.get("organizations").with("per_page", 100).in(region)).json().list());
                    slug = diagnosis.firstOrganization(seen);
                    if (slug == null) return;
                } else {
                    String project = options.bounds.get("projectSlug");
                    trip().send(project == null ? Sentry.Request.get("organizations", slug)
                        : Sentry.Request.get("projects", slug, project));
                    checkup.ok("organization",
                        "bound to " + slug + (project == null ? "" : "/" + project) + ", which the token sees");
                }
                diagnosis.features(slug, trip().send(Sentry.Request.get("organizations", slug)).json());
            } catch (FailureException failure) {
                checkup.failed("organization", failure.getMessage(), "");
            }
        }

        /** One look at the model's own page: it costs nothing and shows key, name and network at once. */
        private void model() {
            if (options.openAiKey == null) {
                checkup.ok("language model",
                    "off: OPENAI_API_KEY is not set, so questions in plain language are not translated into queries");
                return;
            }
            String host = URI.create(options.openAiBase).getHost();
            try {
                HttpRequest request = door.network()
                    .request(URI.create(options.openAiBase + "/models/" + Links.encode(options.openAiModel)))
                    .timeout(Duration.ofSeconds(SECONDS)).header("Authorization", "Bearer " + options.openAiKey)
                    .build();
                int status = door.network().client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
                diagnosis.model(status, options.openAiModel, host);
            } catch (IOException | IllegalArgumentException unreachable) {
                checkup.failed("language model", host + " cannot be reached",
                    "Check --openai-base-url and this machine's network.");
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // ================================================================ telemetry

    /**
     * What the program tells about itself: faults of its own, and of each call its tool, duration, outcome, protocol
     * revision and client. Never arguments, answers, messages of exceptions, tokens, host names or anything about a
     * user. It goes to the DSN that {@code --sentry-dsn} names, else to the publisher's; SENTRY_DSN and its like belong
     * to the user's own application and are not read.
     *
     * <p>The Sentry SDK is loaded by a thread of its own, after the first list of tools or the first call. No call ever
     * waits for it.
     */
    static final class Telemetry {
        /**
         * The publisher's DSN. Empty, as in this repository, means: nothing is sent unless {@code --sentry-dsn} asks
         * for it.
         */
        static final String DEFAULT_DSN = "";
        /**
         * The share of calls that the publisher is told of. Faults are always told; whoever names a DSN is told
         * everything.
         */
        private static final double SHARE = 0.1;
        /** What waits for the network at most; the rest is dropped. */
        private static final int MOST_WAITING = 100;
        /** A program that fails more often than this says nothing new. */
        private static final int MOST_FAULTS = 20;
        /** At exit. */
        private static final long FLUSH_MS = 2_000;

        private final Options options;
        private final Log log;
        private final String dsn;
        private final AtomicInteger told = new AtomicInteger();
        private final AtomicInteger faults = new AtomicInteger();
        private ThreadPoolExecutor thread;
        private boolean closed;

        Telemetry(Options options, Log log) {
            this.options = options;
            this.log = log;
            this.dsn = options.reportsTo();
        }

        private Telemetry(Options options, Log log, String dsn) {
            this.options = options;
            this.log = log;
            this.dsn = dsn;
        }

        static Telemetry none(Options options, Log log) { return new Telemetry(options, log, ""); }

        /** What of a DSN must not be shown, or null: key and, in old ones, secret. */
        static String secret(String dsn) {
            return dsn == null || dsn.isEmpty() ? null : URI.create(dsn).getUserInfo();
        }

        boolean on() { return !dsn.isEmpty(); }

        /** In a sentence: whether anything is sent, where to, and how to stop it. */
        String state() {
            if (on()) {
                URI uri = URI.create(dsn);
                return "on: faults and call timings of the server go to " + uri.getHost()
                    + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + ", project "
                    + uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1)
                    + (options.dsn == null ? "; --sentry-dsn= or DO_NOT_TRACK=1 turns it off"
                        : ", as --sentry-dsn says");
            }
            if (options.doNotTrack) return "off: DO_NOT_TRACK is set";
            return options.dsn != null ? "off: --sentry-dsn is empty" : "off: this build names no place to report to";
        }

        /** Loads the SDK in the background, once. */
        synchronized void start() {
            if (!on() || thread != null) return;
            thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    Thread made = new Thread(task, "telemetry");
                    made.setDaemon(true);
                    return made;
                }, new ThreadPoolExecutor.DiscardPolicy());
            // for signals; main ends without hooks
            Runtime.getRuntime().addShutdownHook(new Thread(this::close, "telemetry-flush"));
            tell(() -> Sdk.start(dsn, options.dsn == null ? SHARE : 1, options, log));
        }

        private synchronized void tell(Runnable what) {
            if (closed) return;
            thread.execute(() -> {
                try {
                    what.run();
                } catch (RuntimeException | LinkageError unusable) {
                    // telemetry that fails is telemetry that is missing, nothing else
                }
            });
        }

        /** @param start when the call began, milliseconds since 1970 */
        void call(String tool, long start, Calls.Outcome outcome, String protocol, String client) {
            if (!on()) return;
            start();
            told.incrementAndGet();
            long end = System.currentTimeMillis();
            String word = outcome.word();
            String name = client.isEmpty() ? "unknown"
                : client.matches("[A-Za-z0-9][A-Za-z0-9 ._/@()-]{0,59}") ? log.secrets.redact(client) : "other";
            tell(() -> Sdk.call(tool, start, end, word, protocol, name));
        }

        /** @param where a tool's name, or which part of the server */
        void fault(String where, Throwable fault) {
            if (!on() || faults.incrementAndGet() > MOST_FAULTS) return;
            start();
            told.incrementAndGet();
            tell(() -> Sdk.fault(where, fault));
        }

        /** Sends what waits, for at most two seconds. A program that has nothing to tell ends at once. */
        void close() {
            CompletableFuture<Void> sent = new CompletableFuture<>();
            synchronized (this) {
                if (thread == null || closed) return;
                closed = true;
                if (told.get() == 0) return;
                long end = System.currentTimeMillis() + FLUSH_MS;
                thread.execute(() -> {
                    try {
                        Sdk.flush(Math.max(0, end - System.currentTimeMillis()));
                    } finally {
                        sent.complete(null);
                    }
                });
            }
            try {
                sent.get(FLUSH_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException late) {
                // what has not left by now is lost
            }
        }

        /** The only code that touches the Sentry SDK; loaded when there is something to tell. */
        private static final class Sdk {
            private Sdk() {}

            static void start(String dsn, double share, Options options, Log log) {
                io.sentry.Sentry.init(sdk -> {
                    sdk.setDsn(dsn);
                    sdk.setRelease("sentry-mcp@" + VERSION);
                    sdk.setEnvironment("stdio");
                    sdk.setTracesSampleRate(share);
                    // no SENTRY_* variable, no sentry.properties: they are the user's
                    sdk.setEnableExternalConfiguration(false);
                    sdk.setLogger(io.sentry.NoOpLogger.getInstance());     // the usual one prints to stdout
                    sdk.setDebug(false);
                    sdk.setAttachServerName(false);
                    sdk.setAttachThreads(false);
                    sdk.setAttachStacktrace(false);
                    sdk.setMaxBreadcrumbs(0);
                    sdk.setSendModules(false);
                    sdk.setModulesLoader(io.sentry.internal.modules.NoOpModulesLoader.getInstance());
                    sdk.setDebugMetaLoader(io.sentry.internal.debugmeta.NoOpDebugMetaLoader.getInstance());
                    sdk.setVersionDetector(io.sentry.NoopVersionDetector.getInstance());
                    sdk.setSendClientReports(false);
                    sdk.setEnableAutoSessionTracking(false);
                    sdk.setEnableBackpressureHandling(false);
                    sdk.setEnableUncaughtExceptionHandler(false);
                    // ours waits for two seconds, not for fifteen
                    sdk.setEnableShutdownHook(false);
                    sdk.setOpenTelemetryMode(io.sentry.SentryOpenTelemetryMode.OFF);
                    sdk.setConnectionTimeoutMillis(5_000);
                    sdk.setReadTimeoutMillis(5_000);
                    sdk.setMaxQueueSize(MOST_WAITING);
                    sdk.setBeforeSend((event, hint) -> harmless(event));
                    sdk.setBeforeSendTransaction((call, hint) -> {
                        call.setUser(null);
                        return call;
                    });
                    network(sdk, dsn, options, log);
                }, true);
            }

            /** The same way out as everything else. */
            private static void network(io.sentry.SentryOptions sdk, String dsn, Options options, Log log) {
                URI uri = URI.create(dsn);
                Proxies proxies = options.proxies;
                if (proxies != null && "https".equals(uri.getScheme())
                    && proxies.covers(uri.getHost(), uri.getPort() < 0 ? 443 : uri.getPort())) {
                    String[] user =
                        proxies.credentials().isEmpty() ? new String[2] : (proxies.credentials() + ":").split(":", 3);
                    sdk.setProxy(new io.sentry.SentryOptions.Proxy(proxies.host(), String.valueOf(proxies.port()),
                        Proxy.Type.HTTP, user[0], user[1]));
                }
                if (options.certificates.isEmpty()) return;
                try {
                    sdk.setSslSocketFactory(Network.trusting(options.certificates).getSocketFactory());
                } catch (IOException | GeneralSecurityException unusable) {
                    log.say("SSL_CERT_FILE is not used for telemetry: " + unusable.getMessage());
                }
            }

            /** Where it happened, without what was said: messages of exceptions hold values. */
            private static io.sentry.SentryEvent harmless(io.sentry.SentryEvent event) {
                if (event.getExceptions() != null) event.getExceptions().forEach(exception -> exception.setValue(null));
                event.setUser(null);
                event.setServerName(null);
                event.setRequest(null);
                event.setBreadcrumbs(null);
                event.setFingerprints(null);
                return event;
            }

            static void call(String tool, long start, long end, String outcome, String protocol, String client) {
                io.sentry.TransactionOptions when = new io.sentry.TransactionOptions();
                when.setStartTimestamp(new io.sentry.SentryLongDate(start * 1_000_000));
                when.setBindToScope(false);
                io.sentry.ITransaction call = io.sentry.Sentry.startTransaction(
                    new io.sentry.TransactionContext("tools/call " + tool,
                        io.sentry.protocol.TransactionNameSource.TASK, "mcp.server"),
                    when);
                call.setTag("outcome", outcome);
                call.setTag("mcp.protocol", protocol);
                call.setTag("mcp.client", client);
                call.finish(status(outcome), new io.sentry.SentryLongDate(end * 1_000_000));
            }

            private static io.sentry.SpanStatus status(String outcome) {
                return switch (outcome) {
                    case "ok" -> io.sentry.SpanStatus.OK;
                    case "input" -> io.sentry.SpanStatus.INVALID_ARGUMENT;
                    case "token" -> io.sentry.SpanStatus.UNAUTHENTICATED;
                    case "permission" -> io.sentry.SpanStatus.PERMISSION_DENIED;
                    case "not_found" -> io.sentry.SpanStatus.NOT_FOUND;
                    case "rate_limit" -> io.sentry.SpanStatus.RESOURCE_EXHAUSTED;
                    case "unavailable" -> io.sentry.SpanStatus.UNAVAILABLE;
                    case "cancelled" -> io.sentry.SpanStatus.CANCELLED;
                    case "declined" -> io.sentry.SpanStatus.ABORTED;
                    case "fault" -> io.sentry.SpanStatus.INTERNAL_ERROR;
                    default -> io.sentry.SpanStatus.FAILED_PRECONDITION;
                };
            }

            static void fault(String where, Throwable fault) {
                io.sentry.SentryEvent event = new io.sentry.SentryEvent(fault);
                event.setTag("where", where);
                io.sentry.Sentry.captureEvent(event);
            }

            static void flush(long millis) { io.sentry.Sentry.flush(millis); }
        }
    }

    // ================================================================ log

    /** Lines on stderr, without the secrets that it knows. */
    static final class Log {
        private final PrintStream err;
        final Secrets secrets = new Secrets();

        Log(PrintStream err) { this.err = err; }

        void say(String line) { err.println("sentry-mcp: " + secrets.redact(Untrusted.clean(line, false))); }

        /** A question; the answer is typed behind it. */
        void ask(String question) {
            err.print("sentry-mcp: " + secrets.redact(Untrusted.clean(question, false)) + " ");
            err.flush();
        }

        /** A fault of ours: where it happened, without the values that were involved. */
        void fault(String what, Throwable fault) {
            StringBuilder line = new StringBuilder(what).append(": ").append(fault.getClass().getName());
            StackTraceElement[] frames = fault.getStackTrace();
            for (int i = 0; i < Math.min(8, frames.length); i++) line.append(" < ").append(frames[i]);
            say(line.toString());
        }
    }
}
