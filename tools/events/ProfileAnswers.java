package tools.events;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.Line;
import tools.answer.Measured;
import tools.answer.Show;
import tools.answer.Untrusted;
import tools.json.Json;
import tools.sentry.Call;
import tools.sentry.Links;
import tools.sentry.ProjectFilter;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** How the calls of {@link Profiles} are answered. */
final class ProfileAnswers {
    private ProfileAnswers() {}

    private static final String WINDOW = "7d";

    static Answer to(Tool tool, Call call) {
        return switch (tool.name()) {
            case "get_profile" -> call.has("compareAgainstPeriod") ? compared(call) : aggregated(call);
            case "get_profile_details" -> details(call);
            default -> throw new IllegalArgumentException(tool.name());
        };
    }

    // ---------------------------------------------------------------- what all of them boil down to

    /** A frame by its index in the answer. */
    private record Frame(String name, String place, boolean app) {
        /** Foreign text on one line: for quotes and blocks only. */
        String shown() {
            return place.isEmpty() ? name : name + " (" + place + ")";
        }
    }

    /** A function's time: in itself, and with all that it called. */
    private static final class Heat {
        final int frame;
        double self;
        /** In itself and in the libraries that it called: what the application's own code can do something about. */
        double mine;
        double total;
        /** The stack in which it took most. */
        int[] path = {};
        double pathTime;

        Heat(int frame) { this.frame = frame; }
    }

    /**
     * Functions of a set of samples. Each stack goes from the outermost to the innermost frame; its weight is in
     * milliseconds, or in samples where no times are known.
     */
    private static final class Heats {
        final List<Frame> frames;
        final Map<Integer, Heat> heats = new HashMap<>();
        double total;
        boolean counted;

        /** Marks the functions of the stack that is looked at: each stack has a number of its own. */
        private final int[] seen;
        private int stacks;

        Heats(List<Frame> frames) {
            this.frames = frames;
            seen = new int[frames.size()];
        }

        void add(int[] stack, double weight) {
            total += weight;
            stacks++;
            int innermost = stack.length - 1;
            while (innermost >= 0
                && !(stack[innermost] >= 0 && stack[innermost] < frames.size() && frames.get(stack[innermost]).app))
                innermost--;
            for (int i = 0; i < stack.length; i++) {
                if (stack[i] < 0 || stack[i] >= frames.size()) continue;
                Heat heat = heats.computeIfAbsent(stack[i], Heat::new);
                if (i == innermost) heat.mine += weight;
                // a function that calls itself counts once
                if (seen[stack[i]] != stacks) heat.total += weight;
                seen[stack[i]] = stacks;
                if (i == stack.length - 1) heat.self += weight;
                if (weight > heat.pathTime) {
                    heat.pathTime = weight;
                    heat.path = stack;
                }
            }
        }

        List<Heat> sorted(boolean appOnly, Comparator<Heat> order) {
            List<Heat> list = new ArrayList<>();
            for (Heat heat : heats.values()) if (!appOnly || frames.get(heat.frame).app) list.add(heat);
            list.sort(order.thenComparingInt(heat -> heat.frame));
            return list;
        }

        Measured time(double weight) {
            return counted ? Show.counted(Math.round(weight), "sample") : Show.millis(weight);
        }

        String share(double weight) { return total <= 0 ? "" : Show.percent(weight / total).text(); }
    }

    private static void hottest(Answer answer, Heats heats, Call call, Map<Integer, String> percentiles) {
        boolean appOnly = call.flag("focusOnUserCode");
        boolean any = heats.frames.stream().anyMatch(Frame::app);
        int most = call.integer("limit", Profiles.FUNCTIONS);
        if (appOnly && !any) answer.line("No frame is marked as the application's own, so libraries are shown too.");
        boolean only = appOnly && any;
        Set<Integer> told = new HashSet<>();
        section(answer, only ? "Most time in themselves and in the libraries they call" : "Most time in themselves",
            heats,
            heats.sorted(only, Comparator.comparingDouble(heat -> only ? -heat.mine : -heat.self)), most, only,
            percentiles, true, told);
        section(answer, "Most time with what they call", heats,
            heats.sorted(only, Comparator.comparingDouble(heat -> -heat.total)), most, only,
            percentiles, false, told);
    }

    private static void section(Answer answer, String title, Heats heats, List<Heat> sorted, int most, boolean appOnly,
        Map<Integer, String> percentiles, boolean self, Set<Integer> told) {
        int shown = 0;
        for (Heat heat : sorted) {
            if ((self ? appOnly ? heat.mine : heat.self : heat.total) <= 0) break;
            if (shown++ == 0) answer.section(title, self ? 980 : 970, "A smaller limit shows fewer.");
            if (shown > most) break;
            Frame frame = heats.frames.get(heat.frame);
            answer.item("function", Untrusted.of(frame.shown()))
                .fact("With libraries", self && appOnly ? amount(heats, heat.mine) : null)
                .fact("Own", amount(heats, heat.self))
                .fact("With all it calls", amount(heats, heat.total)).fact("Each time", percentiles.get(heat.frame))
                .fact("Code", frame.app ? null : "library");
            if (told.add(heat.frame)) answer.fact("Called by", path(heats, heat, appOnly));   // once is enough
        }
    }

    private static String amount(Heats heats, double weight) {
        return weight <= 0 ? null : heats.time(weight) + (heats.total > 0 ? " (" + heats.share(weight) + ")" : "");
    }

    private static final int CALLERS = 12;

    /** The callers, nearest first. */
    private static Untrusted path(Heats heats, Heat heat, boolean appOnly) {
        List<String> names = new ArrayList<>();
        boolean below = false;
        for (int i = heat.path.length - 1; i >= 0 && names.size() <= CALLERS; i--) {
            int frame = heat.path[i];
            if (frame < 0 || frame >= heats.frames.size()) continue;
            if (below && (!appOnly || heats.frames.get(frame).app)) names.add(heats.frames.get(frame).name);
            below |= frame == heat.frame;
        }
        if (names.size() > CALLERS) names.set(CALLERS, "…");
        return names.isEmpty() ? null : Untrusted.of(String.join(" ← ", names), 600);
    }

    private static String oneLine(String text) { return text == null ? "" : Untrusted.of(text, 160).shown(false); }

    private static int[] stack(Json list, boolean innermostFirst) {
        int size = Math.min(list.size(), 2_000);
        int[] stack = new int[size];
        for (int i = 0; i < size; i++) {
            Long frame = list.item(i).integer();
            stack[innermostFirst ? size - 1 - i : i] =
                frame == null || frame > Integer.MAX_VALUE ? -1 : frame.intValue();
        }
        return stack;
    }

    // ---------------------------------------------------------------- flame graphs

    /**
     * Starts the request for the flame graph of the transaction in one period: from spans, or as Sentry knew it before
     * it kept them. An older server refuses the first, or takes it for a search that finds nothing.
     */
    private static Sentry.Later flamegraph(Call call, String project, String period) {
        Sentry.Request request = Sentry.Request.get("organizations", call.organization(), "profiling", "flamegraph");
        String name =
            "transaction:\"" + call.text("transactionName").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        Sentry.Later spans = ProjectFilter.start(call, request.with("dataSource", "spans")
            .with("query", "is_transaction:true " + name).with("statsPeriod", period), project);
        Sentry.Request older = request.with("query", "event.type:transaction " + name).with("statsPeriod", period);
        return () -> {
            Sentry.Reply found;
            try {
                found = spans.reply();
            } catch (FailureException refused) {
                if (refused.kind() != FailureException.Kind.REJECTED) throw refused;
                return ProjectFilter.start(call, older, project).reply();
            }
            if (!found.json().at("shared", "frames").empty()) return found;
            try {
                return ProjectFilter.start(call, older, project).reply();
            } catch (FailureException gone) {
                return found;
            }
        };
    }

    private static List<Frame> frames(Json shared) {
        List<Frame> frames = new ArrayList<>();
        for (Json frame : shared.list("frames")) {
            String file = oneLine(frame.text("file"));
            Long line = frame.integer("line");
            String name = oneLine(frame.text("name"));
            frames.add(new Frame(name.isEmpty() ? "(unnamed)" : name, file
                + (file.isEmpty() || line == null || line == 0 ? "" : ":" + line), frame.flag("is_application")));
        }
        return frames;
    }

    /** All threads' stacks; times where Sentry sends them, else numbers of samples. */
    private static Heats heats(Json graph) {
        Heats heats = new Heats(frames(graph.at("shared")));
        List<Json> profiles = graph.list("profiles");
        heats.counted = profiles.stream()
            .noneMatch(profile -> profile.list("sample_durations_ns").stream()
                .anyMatch(time -> time.number() != null && time.number() > 0));
        for (Json profile : profiles) {
            List<Json> samples = profile.list("samples");
            List<Json> weights =
                heats.counted ? profile.list(profile.list("sample_counts").isEmpty() ? "weights" : "sample_counts")
                    : profile.list("sample_durations_ns");
            for (int i = 0; i < samples.size(); i++) {
                Double weight = i < weights.size() ? weights.get(i).number() : null;
                heats.add(stack(samples.get(i), false),
                    weight == null ? heats.counted ? 1 : 0 : heats.counted ? weight : weight / 1e6);
            }
        }
        return heats;
    }

    /** p75, p95 and p99 of one call of each function. */
    private static Map<Integer, String> percentiles(Json graph) {
        Map<Integer, String> texts = new HashMap<>();
        List<Json> infos = graph.list("shared", "frame_infos");
        for (int i = 0; i < infos.size(); i++) {
            List<String> parts = new ArrayList<>();
            for (String percentile : List.of("p75", "p95", "p99")) {
                Double ns = infos.get(i).number(percentile + "Duration");
                if (ns != null && ns > 0) parts.add(percentile + " " + Show.millis(ns / 1e6));
            }
            if (!parts.isEmpty()) texts.put(i, String.join(", ", parts));
        }
        return texts;
    }

    private static Answer aggregated(Call call) {
        String period = call.text("period", WINDOW);
        Json graph = flamegraph(call, call.project(), period).reply().json();
        Heats heats = heats(graph);
        Answer answer =
            Answer.titled("Profiles of ", Untrusted.of(call.text("transactionName"))).fact("Project", call.project())
                .fact("Window", "the last " + period);
        if (heats.heats.isEmpty()) return none(answer, call);
        List<Object> examples = new ArrayList<>();
        for (Json profile : graph.list("shared", "profiles")) {
            if (examples.size() == 3) break;
            if (profile.text("profile_id") != null) examples.add(profile.token("profile_id"));
            else if (profile.text("profiler_id") != null)
                examples.add(Line.of("profiler ", profile.token("profiler_id")));
            else if (profile.text() != null) examples.add(profile.token());
        }
        answer
            .fact("Platform",
                graph.at("platform").present() ? graph.token("platform") : graph.token("metadata", "platform"))
            .fact("Profiles",
                graph.list("shared", "profiles").isEmpty() ? null : graph.list("shared", "profiles").size())
            .fact("Sampled", heats.time(heats.total));
        split(answer, heats);
        hottest(answer, heats, call, percentiles(graph));
        if (examples.isEmpty()) return answer;
        answer.section("Examples", 960, null).fact("Profile ids", examples);
        if (call.user().offers("get_profile_details"))
            answer.note("get_profile_details shows one of these profiles by itself.");
        return answer;
    }

    /** How much of the time was spent in the application's own functions. */
    private static void split(Answer answer, Heats heats) {
        double app = 0;
        for (Heat heat : heats.heats.values()) if (heats.frames.get(heat.frame).app) app += heat.self;
        if (heats.total > 0)
            answer.fact("Own time of the application", heats.share(app) + ", the rest is in libraries and the runtime");
    }

    private static Answer none(Answer answer, Call call) {
        answer.line(
            "No profile was recorded. The name must match exactly; the project must have profiling on, and the "
                + "period must hold a sampled transaction.");
        if (call.user().offers("list_events")) answer.note(
            "list_events with dataset profiles, fields transaction and count() names the transactions that have "
                + "profiles.");
        return answer;
    }

    /**
     * Two periods side by side. The periods differ in length and traffic, and the baseline usually holds the current
     * one: so shares of the time are compared, and what one call takes, never sums. Functions are told by name and
     * file.
     */
    private static Answer compared(Call call) {
        String now = call.text("period", WINDOW);
        String before = call.text("compareAgainstPeriod");
        if (now.equals(before))
            throw FailureException.input("compareAgainstPeriod", "must differ from period, which is " + now);
        Sentry.Later current = flamegraph(call, call.project(), now);
        Sentry.Later baseline = flamegraph(call, call.project(), before);
        Json[] graphs = {baseline.reply().json(), current.reply().json()};
        Answer answer = Answer.titled("Profiles of ", Untrusted.of(call.text("transactionName")), ", compared")
            .fact("Project", call.project())
            .fact("Baseline", "the last " + before).fact("Now", "the last " + now);
        Heats[] heats = {heats(graphs[0]), heats(graphs[1])};
        if (heats[0].heats.isEmpty() && heats[1].heats.isEmpty()) return none(answer, call);
        if (heats[0].heats.isEmpty())
            return answer.line("The baseline has no profile, so there is nothing to compare.");
        if (heats[1].heats.isEmpty())
            return answer.line("The current period has no profile, so there is nothing to compare.");
        boolean appOnly = call.flag("focusOnUserCode") && heats[1].frames.stream().anyMatch(Frame::app);
        // baseline share, current share, baseline p95, current p95
        Map<String, double[]> shares = new LinkedHashMap<>();
        for (int side = 0; side < 2; side++) {
            List<Json> infos = graphs[side].list("shared", "frame_infos");
            for (Heat heat : heats[side].heats.values()) {
                Frame frame = heats[side].frames.get(heat.frame);
                if (appOnly && !frame.app) continue;
                double[] values = shares.computeIfAbsent(frame.shown(), key -> new double[4]);
                values[side] += heats[side].total > 0 ? heat.total / heats[side].total : 0;
                Double p95 = heat.frame < infos.size() ? infos.get(heat.frame).number("p95Duration") : null;
                if (p95 != null) values[2 + side] = Math.max(values[2 + side], p95 / 1e6);
            }
        }
        List<Map.Entry<String, double[]>> changes = new ArrayList<>(shares.entrySet());
        changes.removeIf(
            change -> Math.abs(change.getValue()[1] - change.getValue()[0]) < 0.01 && ratio(change.getValue()) < 1.1
                && ratio(change.getValue()) > 0.9);
        int most = call.integer("limit", Profiles.FUNCTIONS);
        List<Map.Entry<String, double[]>> slower = changes.stream().filter(change -> worse(change.getValue()) > 0)
            .sorted(Comparator.comparingDouble(change -> -worse(change.getValue()))).toList();
        List<Map.Entry<String, double[]>> faster = changes.stream().filter(change -> worse(change.getValue()) < 0)
            .sorted(Comparator.comparingDouble(change -> worse(change.getValue()))).toList();
        answer.fact("Slower", Show.counted(slower.size(), "function")).fact("Faster",
            Show.counted(faster.size(), "function"));
        changes(answer, "Slower functions", slower, most);
        changes(answer, "Faster functions", faster, most);
        if (changes.isEmpty())
            answer.line("No function's share changed by a percentage point or more, and no p95 by a tenth.");
        return answer;
    }

    private static double ratio(double[] values) { return values[2] > 0 && values[3] > 0 ? values[3] / values[2] : 1; }

    /** Above 0 when it got slower: by what one call takes where that is known, else by its share. */
    private static double worse(double[] values) {
        double ratio = ratio(values);
        return ratio >= 1.1 || ratio <= 0.9 ? Math.log(ratio) : values[1] - values[0];
    }

    private static void changes(Answer answer, String title, List<Map.Entry<String, double[]>> changes, int most) {
        if (changes.isEmpty()) return;
        answer.section(title);
        for (Map.Entry<String, double[]> change : changes.subList(0, Math.min(most, changes.size()))) {
            double[] values = change.getValue();
            answer.item("function", Untrusted.of(change.getKey()))
                .fact("Share of the time", Line.of(Show.percent(values[0]), ", now ", Show.percent(values[1])))
                .fact("p95 of one call",
                    values[2] > 0 && values[3] > 0 ? Line.of(Show.millis(values[2]), ", now ", Show.millis(values[3]))
                        : null)
                .fact("Since",
                    values[0] == 0 ? "only in the current period" : values[1] == 0 ? "no longer called" : null);
        }
    }

    // ---------------------------------------------------------------- one profile

    private static Answer details(Call call) {
        boolean continuous = call.has("profilerId");
        if (continuous == call.has("profileId"))
            throw FailureException.input(List.of("give either profileId, or profilerId with start and end"));
        if (call.project() == null)
            throw FailureException.input("projectSlug", "is required, unless profileId is a URL");
        if (continuous && !(call.has("start") && call.has("end")))
            throw FailureException.input("profilerId", "needs start and end");
        return continuous ? continuous(call) : transaction(call);
    }

    private static Answer transaction(Call call) {
        String id = call.text("profileId");
        Json profile = call.sentry()
            .send(Sentry.Request.get("projects", call.organization(), call.project(), "profiling", "profiles", id))
            .json();
        Json transaction = profile.at("transaction");
        Heats heats = samples(profile.at("profile"));
        Double from = transaction.number("relative_start_ns");
        Double to = transaction.number("relative_end_ns");
        Answer answer = Answer.titled("Profile ", id)
            .fact("Url", call.links().web(call.organization(), "explore", "profiling", "profile",
                call.project(), id, "flamegraph"))
            .fact("Project", call.project()).fact("Transaction", transaction.said("name"))
            .fact("Trace", transaction.token("trace_id"))
            .fact("Duration",
                from == null || to == null || to <= from
                    ? heats.total > 0 && !heats.counted ? Show.millis(heats.total) + " sampled"
                        : null
                    : Show.millis((to - from) / 1e6));
        about(answer, profile);
        answer.fact("Device", Line.join(" ", profile.said("device", "model"), profile.said("device", "classification"),
            profile.said("device", "architecture")))
            .fact("System", Line.join(" ", profile.said("os", "name"), profile.said("os", "version")))
            .fact("Runtime", Line.join(" ", profile.said("runtime", "name"), profile.said("runtime", "version")))
            .fact("Active thread", transaction.token("active_thread_id"));
        return sampled(answer, profile.at("profile"), heats, call);
    }

    /** Sentry hands out one chunk of a continuous profile, or (older servers) a list of them. */
    private static Answer continuous(Call call) {
        String id = call.text("profilerId");
        Json found = ProjectFilter
            .start(call, call.window(Sentry.Request.get("organizations", call.organization(), "profiling", "chunks")
                .with("profiler_id", id), null), call.project())
            .reply().json();
        Json chunk = found.at("chunk").isObject() ? found.at("chunk") : found.at("chunks").item(0);
        Answer answer = Answer.titled("Continuous profile ", id).fact("Project", call.project()).fact("Window",
            call.window((String) null));
        String page =
            call.links().web(call.organization(), "explore", "profiling", "profile", call.project(), "flamegraph");
        answer.fact("Url",
            page == null ? null
                : page + "?profilerId=" + id + "&start=" + Links.encode(Show.instant(call.text("start")).toString())
                    + "&end="
                    + Links.encode(Show.instant(call.text("end")).toString()));
        if (!chunk.isObject()) return answer.line("Sentry has no chunk of this profiler in the window.");
        answer.fact("Chunk", chunk.token("chunk_id"));
        about(answer, chunk);
        return sampled(answer, chunk.at("profile"), samples(chunk.at("profile")), call);
    }

    private static void about(Answer answer, Json profile) {
        answer.fact("Platform", profile.token("platform"))
            .fact("Release", profile.at("release").isObject() ? profile.said("release", "version")
                : profile.said("release"))
            .fact("Environment", profile.said("environment"));
    }

    private static Answer sampled(Answer answer, Json profile, Heats heats, Call call) {
        List<Json> samples = profile.list("samples");
        answer.fact("Samples", samples.isEmpty() ? null : Show.count(samples.size()));
        if (heats.heats.isEmpty()) return answer.line("It holds no sampled stacks that can be read here.");
        split(answer, heats);
        hottest(answer, heats, call, Map.of());
        Map<String, Integer> threads = new LinkedHashMap<>();
        for (Json sample : samples)
            if (sample.text("thread_id") != null) threads.merge(sample.text("thread_id"), 1, Integer::sum);
        if (threads.isEmpty()) return answer;
        answer.section("Threads", 900, null);
        threads.entrySet().stream().sorted((a, b) -> b.getValue() - a.getValue()).limit(20)
            .forEach(thread -> answer.item("thread",
                Untrusted.of(thread.getKey()))
                .fact("Name", profile.said("thread_metadata", thread.getKey(), "name"))
                .fact("Samples", thread.getValue()));
        if (threads.size() > 20)
            answer.section("More threads", 100, null).line(Show.counted(threads.size() - 20, "more thread"), ".");
        return answer;
    }

    /**
     * A recorded profile: each sample lasts until the next of its thread; the last as long as the one before. Stacks
     * start with the innermost frame.
     */
    private static Heats samples(Json profile) {
        List<Frame> frames = new ArrayList<>();
        for (Json frame : profile.list("frames")) {
            String name = oneLine(frame.firstText("function", "raw_function", "symbol"));
            String module = oneLine(frame.text("module"));
            String file = oneLine(frame.firstText("filename", "abs_path"));
            Long line = frame.integer("lineno");
            String place = file.isEmpty() ? module : file;
            frames.add(new Frame(name.isEmpty() ? "(unnamed)" : name, place
                + (place.isEmpty() || line == null || line == 0 ? "" : ":" + line), frame.flag("in_app")));
        }
        List<int[]> stacks = new ArrayList<>();
        for (Json stack : profile.list("stacks")) stacks.add(stack(stack, true));
        Map<String, List<double[]>> threads = new LinkedHashMap<>();   // time in ms and stack, by thread
        for (Json sample : profile.list("samples")) {
            Long stack = sample.integer("stack_id");
            if (stack == null || stack < 0 || stack >= stacks.size()) continue;
            Double ns = sample.number("elapsed_since_start_ns");
            Double seconds = sample.number("timestamp");
            double at = ns != null ? ns / 1e6 : seconds != null ? seconds * 1000 : Double.NaN;
            threads.computeIfAbsent(String.valueOf(sample.text("thread_id")), key -> new ArrayList<>())
                .add(new double[] {at, stack});
        }
        Heats heats = new Heats(frames);
        heats.counted = threads.values().stream()
            .allMatch(thread -> thread.size() < 2 || thread.stream().anyMatch(sample -> Double.isNaN(sample[0])));
        // A stack is walked once, with the time of all its samples: a few stacks make up most profiles.
        double[] weights = new double[stacks.size()];
        boolean[] sampled = new boolean[stacks.size()];
        for (List<double[]> thread : threads.values()) {
            thread.sort(Comparator.comparingDouble(sample -> sample[0]));
            double last = 0;
            for (int i = 0; i < thread.size(); i++) {
                double next = i + 1 < thread.size() ? thread.get(i + 1)[0] - thread.get(i)[0] : Double.NaN;
                if (!Double.isNaN(next)) last = next;
                int stack = (int) thread.get(i)[1];
                sampled[stack] = true;
                weights[stack] += heats.counted ? 1 : Math.max(0, last);
            }
        }
        for (int i = 0; i < weights.length; i++) if (sampled[i]) heats.add(stacks.get(i), weights[i]);
        return heats;
    }
}
