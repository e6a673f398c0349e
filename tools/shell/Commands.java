package tools.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.UsageException;
import tools.mcp.Calls;
import tools.mcp.Offers;
import tools.mcp.Protocol;
import tools.mcp.Views;
import tools.sentry.Call;
import tools.sentry.Checks;
import tools.sentry.Scopes;
import tools.sentry.SentryCall;
import tools.sentry.Tool;

/**
 * The program in a shell: answers on stdout, everything else on stderr; 0 = done, 1 = failed, 2 = not understood.
 */
public final class Commands {
    /** Every command, and what it does. */
    public static final String[][] ABOUT = {
        {"tools [--json]", "list the tools that the flags grant, by skill, with effect and scopes"},
        {"call TOOL [name=value…]",
            "make one call; arguments also as --json '{…}' or, with -, as JSON on stdin; --output json, html or raw; "
                + "--watch=60s prints what is new each time; --yes agrees"},
        {"doctor [--json]", "check network, token, scopes and the rest, and say what to do"},
        {"login", "sign in with a browser; prints the token alone: export SENTRY_ACCESS_TOKEN=$(sentry-mcp login)"},
        {"config CLIENT",
            "print a client's configuration, with the flags given here: " + String.join(", ", Clients.ids())},
        {"completion SHELL", "print what bash, zsh or fish needs to complete commands, flags, tools and arguments"},
        {"docs", "print the tables of README.md; with -, put them into the text on stdin"}};

    static final List<String> OUTPUTS = List.of("text", "json", "html", "raw");

    /** Seconds between two looks: fewer would be a burden, more is a job for cron. */
    static final int LEAST_WATCH = 5;
    static final int MOST_WATCH = 24 * 3_600;
    /** Of a call that may be answered later; to the outside it is 1. */
    private static final int PASSING = 3;
    /** To the start of the line, which is emptied. */
    private static final String OVER = "\r\u001b[K";

    /** Nobody cuts what a shell prints; beyond this nobody reads it either. */
    private static final int IN_A_SHELL = 100_000;

    private final Options options;
    private final Map<String, String> environment;
    private final Terminal terminal;
    private final InputStream in;
    private final OutputStream out;
    private final Machine machine;
    private final Manual manual;
    private final Calls calls;
    private boolean stdinIsTaken;

    public Commands(Options options, Map<String, String> environment, Terminal terminal, InputStream in,
        OutputStream out, Machine machine, Manual manual) {
        this.options = options;
        this.environment = environment;
        this.terminal = terminal;
        this.in = in;
        this.out = out;
        this.machine = machine;
        this.manual = manual;
        this.calls = new Calls(machine.offers(), options.bounds(), options.links(), machine);
    }

    /** @throws UsageException */
    public int run() throws IOException {
        if (options.version()) return print("sentry-mcp " + manual.version() + "\n");
        if (options.help()) return print(manual.help(Scopes.of(calls.offers().tools())));
        for (String warning : options.warnings()) machine.say(warning);
        List<String> known = switch (options.command()) {
            case "call" -> List.of("--json", "--output", "--yes", "--watch");
            case "tools", "doctor" -> List.of("--json");
            default -> List.of();
        };
        for (String flag : options.shell().keySet())
            if (!known.contains(flag)) throw new UsageException(flag + " is not a flag of " + options.command());
        if (!options.command().equals("call") && !options.shell().getOrDefault("--json", "").isEmpty())
            throw new UsageException("--json takes no value with " + options.command());
        try {
            return switch (options.command()) {
                case "tools" -> tools();
                case "call" -> call();
                case "doctor" -> doctor();
                case "config" -> config();
                case "login" -> login();
                case "completion" -> completion();
                default -> docs();
            };
        } finally {
            machine.close();
        }
    }

    private boolean json() { return options.shell().containsKey("--json"); }

    /** @return the exit status of what is done with that */
    private int print(String text) throws IOException {
        out.write(machine.redact(text).getBytes(StandardCharsets.UTF_8));
        out.flush();
        return 0;
    }

    private void print(Map<String, Object> json) throws IOException {
        out.write(machine.line(json));
        out.flush();
    }

    private void noMore(int from) {
        if (options.words().size() > from) throw new UsageException(
            options.command() + " takes no argument " + FailureException.show(options.words().get(from)));
    }

    // ------------------------------------------------------------ tools

    private int tools() throws IOException {
        noMore(0);
        if (options.hideUnusable()) machine.warmUp();
        List<Tool> usable = calls.offers().tools();
        if (options.hideUnusable()) usable.removeIf(tool -> !machine.allows(tool));
        if (!json()) {
            print(
                Manual.listing(manual.grants().listed(options.skills(), usable), terminal.colours(), terminal.width()));
            return 0;
        }
        List<Object> all = new ArrayList<>();
        for (Tool tool : usable) {
            Map<String, Object> each = Protocol.definition(tool, options.bounds().keySet());
            each.put("effect", Manual.effect(tool));
            each.put("scopes", tool.scopes());
            List<String> skills = new ArrayList<>();
            for (Skill skill : manual.grants().of(tool.name())) skills.add(skill.id());
            each.put("skills", skills);
            all.add(each);
        }
        print(Map.of("tools", all));
        return 0;
    }

    // ------------------------------------------------------------ call

    private int call() throws IOException {
        if (options.words().isEmpty()) throw new UsageException(
            "call needs a tool: sentry-mcp call TOOL name=value…; sentry-mcp tools lists them");
        String output = options.shell().getOrDefault("--output", "text");
        if (!OUTPUTS.contains(output))
            throw new UsageException(
                "--output is " + String.join(", ", OUTPUTS) + ", not " + FailureException.show(output));
        String name = options.words().get(0);
        Offers.Offer offer = calls.offers().find(name);
        String withheld = offer == null ? calls.offers().withheld(name) : null;
        if (withheld != null) {
            machine.say(withheld);
            return 1;
        }
        if (offer == null) throw new UsageException("unknown tool " + calls.offers().unknown(name));
        String view = Views.of(offer.tool());
        if (output.equals("html") && view == null)
            throw new UsageException(offer.tool().name() + " has no view; --output html is for " + Views.tools());
        Map<String, Object> arguments = arguments(offer.tool());
        if (options.shell().containsKey("--watch")) return watch(offer, arguments, output);
        return ended(answered(offer, arguments, output, view, null));
    }

    private static int ended(int status) { return status == PASSING ? 1 : status; }

    /** Makes a call and prints what came of it. @param seen what a watcher has seen; null: everything is new */
    private int answered(Offers.Offer offer, Map<String, Object> arguments, String output, String view,
        Set<String> seen)
        throws IOException {
        SentryCall sentry = machine.open(offer.tool());
        Person person = new Person(sentry);
        Calls.Outcome outcome;
        Map<String, Object> drawn = null;
        byte[] raw = null;
        try {
            outcome = calls.make(offer, arguments, sentry, person, "shell", "shell");
            if (output.equals("html") && !outcome.failed()) drawn = Views.data(outcome.answer());
            if (output.equals("raw") && !outcome.failed()) raw = outcome.answer().raw();
        } catch (FailureException failure) {
            outcome = new Calls.Outcome(null, failure, false);   // what was to be drawn or piped did not come
        } finally {
            sentry.end();
            person.done();
        }
        if (outcome.cancelled()) return 1;   // by a signal: whoever sent it knows
        if (outcome.fault()) {
            machine.say("this is a fault in sentry-mcp itself, not in your call");
            return 1;
        }
        if (outcome.failure() != null) {
            for (String line : outcome.failure().getMessage().split("\n")) machine.say(line);
            FailureException.Kind kind = outcome.failure().kind();
            boolean passing =
                kind == FailureException.Kind.UNAVAILABLE || kind == FailureException.Kind.RATE_LIMIT;
            return kind == FailureException.Kind.INPUT ? 2 : passing ? PASSING : 1;
        }
        if (output.equals("html")) {
            if (drawn == null) {
                machine.say("there is nothing to draw in this answer");
                return 1;
            }
            String json = new String(machine.line(drawn), StandardCharsets.UTF_8);
            return print(Views.page(view, json, machine));
        }
        if (output.equals("raw")) {
            if (raw == null) {
                machine.say("there is nothing behind this answer that could be printed raw; without --output it says "
                    + "what there is");
                return 1;
            }
            out.write(raw);
            out.flush();
            return 0;
        }
        Answer answer = outcome.answer();
        if (seen != null && answer.unseen(seen) == 0) return 0;
        if (output.equals("json")) print(answer.data());
        else print(calls.text(answer, options.answerSize() == 0 ? IN_A_SHELL : options.answerSize()) + "\n");
        for (Answer.Image image : answer.images()) {
            String picture = output.equals("json") ? null : Pictures.shown(terminal.pictures(), image);
            if (picture == null) machine.say("an image (" + image.mimeType() + ", " + image.bytes().length
                + " bytes) is not shown here; --output raw prints the file itself");
            else print(picture);
        }
        return 0;
    }

    // ------------------------------------------------------------ watching

    /**
     * Looks again and again: prints the first answer whole, and then what was not in any before. What Sentry cannot
     * answer for the moment is said, and looked for again; anything else ends it.
     */
    private int watch(Offers.Offer offer, Map<String, Object> arguments, String output) throws IOException {
        String every = options.shell().get("--watch");
        String digits = every.endsWith("s") || every.endsWith("m") ? every.substring(0, every.length() - 1) : every;
        long seconds = digits.matches("[0-9]{1,5}") ? Long.parseLong(digits) * (every.endsWith("m") ? 60 : 1) : 0;
        if (seconds < LEAST_WATCH || seconds > MOST_WATCH) throw new UsageException("--watch takes seconds or minutes, "
            + "from " + LEAST_WATCH + "s to " + MOST_WATCH / 60 + "m, such as --watch=60s, not "
            + FailureException.show(every));
        if (offer.tool().effect() != Tool.Effect.READS)
            throw new UsageException("--watch is for tools that read, not " + offer.tool().name());
        if (!List.of("text", "json").contains(output))
            throw new UsageException("--watch prints text or json, not " + output);
        Set<String> seen = new HashSet<>();
        while (true) {
            int status = answered(offer, arguments, output, null, seen);
            if (status != 0 && status != PASSING || status == PASSING && seen.isEmpty()) return ended(status);
            SentryCall clock = machine.open(Tool.reads("watch", "").lasting((int) seconds + 60));
            clock.begin(null);
            try {
                clock.pause(seconds * 1000);
            } finally {
                clock.end();
            }
        }
    }

    /** From {@code --json} or stdin, and {@code name=value} words over it; repeated names make a list. */
    private Map<String, Object> arguments(Tool tool) throws IOException {
        List<String> words = new ArrayList<>(options.words().subList(1, options.words().size()));
        stdinIsTaken = words.removeIf("-"::equals);
        if (options.shell().containsKey("--json") && stdinIsTaken)
            throw new UsageException("--json and - contradict each other: give one of them");
        Map<String, Object> json = Map.of();
        if (options.shell().containsKey("--json")) json = Arguments.object("--json", options.shell().get("--json"));
        if (stdinIsTaken) json = Arguments.object("stdin", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        return Arguments.of(tool, json, words);
    }

    /** {@code --yes}, or a y typed at a terminal; anything else is no. @throws FailureException then */
    public void consent(String question) {
        if (options.shell().containsKey("--yes")) return;
        if (!terminal.interactive() || stdinIsTaken) throw FailureException.of(FailureException.Kind.DECLINED,
            "This needs your consent: " + question + "\nNothing was changed. Call again with --yes to agree.");
        machine.ask("", question + " [y/N]");
        String said;
        try {
            said = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException gone) {
            said = null;
        }
        if (said == null || !said.strip().toLowerCase(Locale.ROOT).matches("y|yes"))
            throw FailureException.of(FailureException.Kind.DECLINED, "Nothing was changed.");
    }

    /** The person at the shell: sees progress on stderr, and is asked there. */
    private final class Person implements Call.User {
        private final SentryCall sentry;
        private long last;
        private boolean shown;

        Person(SentryCall sentry) { this.sentry = sentry; }

        /** On a terminal one line that changes; elsewhere a line a second at most: it may end up in a build's log. */
        @Override
        public void progress(double done, double total, String message) {
            long now = machine.now();
            if (message == null || now - last < (terminal.rewrites() ? 100 : 1_000)) return;
            last = now;
            String said = message + (total > 0 ? " (" + Math.round(100 * done / total) + " %)" : "") + " …";
            if (!terminal.rewrites()) {
                machine.say(said);
                return;
            }
            int room = terminal.width() - "sentry-mcp: ".length() - 2;
            shown = true;
            machine.ask(OVER, said.length() > room ? said.substring(0, room - 1) + "…" : said);
        }

        /** What is said next stands on a line of its own. */
        void done() {
            if (shown) machine.ask(OVER, "");
            shown = false;
        }

        @Override
        public boolean followsProgress() { return true; }

        @Override
        public void stillWaiting(String message) { progress(0, 0, message); }

        @Override
        public void confirm(String question) {
            sentry.stopClock();
            done();
            try {
                consent(question);
            } finally {
                sentry.resumeClock();
            }
        }

        @Override
        public void pause(long millis) { sentry.pause(millis); }

        @Override
        public boolean offers(String tool) { return calls.offers().has(tool); }
    }

    // ------------------------------------------------------------ doctor

    private int doctor() throws IOException {
        noMore(0);
        Checkup checkup = new Doctor(options, machine, calls.offers().tools(), manual.version()).examine();
        if (json()) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("version", manual.version());
            data.put("host", options.host());
            data.putAll(checkup.data());
            print(data);
        } else {
            print(checkup.text(terminal.width(), terminal.colours()));
        }
        return checkup.healthy() ? 0 : 1;
    }

    // ------------------------------------------------------------ login

    /** The token alone on standard output, for $(…). */
    private int login() throws IOException {
        noMore(0);
        Set<String> scopes = Scopes.of(calls.offers().tools());
        try {
            return print(new Login(options, machine, scopes, machine.application()).token() + "\n");
        } catch (FailureException failure) {
            for (String line : failure.getMessage().split("\n")) machine.say(line);
            return 1;
        }
    }

    // ------------------------------------------------------------ completion

    private int completion() throws IOException {
        noMore(1);
        String shell = options.words().isEmpty() ? "" : options.words().get(0);
        if (!Completion.SHELLS.contains(shell)) throw new UsageException(
            "completion needs a shell: " + String.join(", ", Completion.SHELLS));
        return print(Completion.script(shell, calls.offers().tools()));
    }

    // ------------------------------------------------------------ config

    private int config() throws IOException {
        if (options.words().isEmpty())
            throw new UsageException("config needs a client: " + String.join(", ", Clients.ids()));
        noMore(1);
        String id = options.words().get(0).toLowerCase(Locale.ROOT);
        Clients.Configuration configuration = Clients.of(id, launch());
        if (configuration == null) {
            throw new UsageException(
                "unknown client " + FailureException.show(id) + Checks.suggestion(id, Clients.ids(), "there are"));
        }
        machine.say(configuration.name() + ": " + configuration.file());
        if (!configuration.note().isEmpty()) machine.say(configuration.note());
        if (!configuration.command().isEmpty()) machine.say("or type: " + configuration.command());
        if (configuration.cap() > 0) machine.say(cap(configuration));
        if (options.given().containsKey(Flag.ACCESS_TOKEN))
            machine.say("the token given here is not written into the configuration");
        print(configuration.text());
        return 0;
    }

    /** Clients count the tools of all servers together; which skills fit is counted, not guessed. */
    private String cap(Clients.Configuration client) {
        int now = calls.offers().tools().size();
        String said = client.name() + " takes about " + client.cap() + " tools of all servers together, and this is "
            + now + " of them";
        if (now * 2 <= client.cap()) return said;
        List<Tool> all = calls.offers().tools();
        Set<Skill> best = EnumSet.noneOf(Skill.class);
        int most = 0;
        for (int bits = 1; bits < 1 << Skill.values().length; bits++) {
            Set<Skill> some = EnumSet.noneOf(Skill.class);
            for (Skill skill : options.skills()) if ((bits >> skill.ordinal() & 1) == 1) some.add(skill);
            int many = 0;
            for (Tool tool : all) if (!Collections.disjoint(manual.grants().of(tool.name()), some)) many++;
            // who cannot look at anything can do little with the rest
            int worth = many + (some.contains(Skill.INSPECT) ? 1_000 : 0);
            if (many < client.cap() && many < now && worth > most) {
                most = worth;
                best = some;
            }
        }
        if (best.isEmpty()) return said + "; --tools= names the ones that you need";
        List<String> ids = new ArrayList<>();
        for (Skill skill : best) ids.add(skill.id());
        return said + "; --skills=" + String.join(",", ids) + " makes it " + most % 1_000
            + ", --tools= and --exclude-tools= choose by name";
    }

    /**
     * The command line that a client should start: the form in which this program was started, and the flags given
     * here but the token.
     */
    private List<String> launch() {
        List<String> launch = new ArrayList<>();
        // ./jbang of a checkout and what ./jbang dist makes say what started them, with tabs between the words
        String starter = environment.getOrDefault("SENTRY_MCP_LAUNCHER", "");
        List<String> jar = jar();
        if (!starter.isEmpty()) launch.addAll(List.of(starter.split("\t")));
        else if (!jar.isEmpty()) launch.addAll(jar);
        else {
            launch.add(jbang(environment));
            launch.addAll(Clients.FROM_URL);
        }
        options.given().forEach((flag, value) -> {
            if (flag != Flag.ACCESS_TOKEN) launch.add(flag.flag() + (flag.value.isEmpty() ? "" : "=" + value));
        });
        return launch;
    }

    /** {@code java -jar} with absolute paths, when this program was started so; else empty. */
    private List<String> jar() {
        String classPath = machine.property("java.class.path");
        if (!classPath.endsWith(".jar") || classPath.contains(machine.property("path.separator"))) return List.of();
        String java = machine.program(machine.property("java.home") + "/bin", "java");
        boolean absolute = classPath.startsWith("/") || classPath.matches("[A-Za-z]:.*|\\\\.*");
        return List.of(java == null ? "java" : java, "-jar",
            absolute ? classPath : machine.property("user.dir") + machine.property("file.separator") + classPath);
    }

    /**
     * The absolute path of jbang: on PATH, or where its installer puts it; else its bare name. Clients with a
     * window often have another PATH.
     */
    private String jbang(Map<String, String> environment) {
        List<String> folders =
            new ArrayList<>(List.of(environment.getOrDefault("PATH", "").split(machine.property("path.separator"))));
        if (!environment.getOrDefault("HOME", "").isEmpty()) folders.add(environment.get("HOME") + "/.jbang/bin");
        for (String folder : folders) {
            for (String name : List.of("jbang", "jbang.cmd")) {
                String path = machine.program(folder, name);
                if (path != null) return path;
            }
        }
        return "jbang";
    }

    // ------------------------------------------------------------ docs

    private int docs() throws IOException {
        Map<String, String> parts = Manual.of(manual, EnumSet.allOf(Skill.class)).parts();
        if (options.words().equals(List.of("-"))) {
            try {
                print(Readme.fill(new String(in.readAllBytes(), StandardCharsets.UTF_8), parts));
                return 0;
            } catch (IllegalArgumentException wrong) {
                machine.say(wrong.getMessage());
                return 1;
            }
        }
        noMore(0);
        StringBuilder text = new StringBuilder();
        parts.forEach((name, part) -> text.append(text.length() == 0 ? "" : "\n").append(Readme.block(name, part))
            .append('\n'));
        print(text.toString());
        return 0;
    }
}
