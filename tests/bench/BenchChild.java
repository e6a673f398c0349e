import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A process under measurement, which speaks JSON-RPC in lines. One thread asks and reads, so that no hand-over is
 * measured along with it.
 */
final class BenchChild implements Closeable {
    /** A first build and a soak take less; a child that hangs must not hang the measurement. */
    private static final long LONGEST_LIFE_S = 240;
    /** No answer has such a number in it by chance. */
    private static final int FIRST_ID = 1_000_001;
    private static final ScheduledExecutorService WATCH = Executors.newScheduledThreadPool(1, task -> {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        return thread;
    });

    private final Process process;
    private final Path stderr;
    private final long started;
    private final BufferedReader out;
    private final OutputStream in;
    private int nextId = FIRST_ID;
    private long sent;
    private long received;
    /** The answer to tools/list, once it was asked for. */
    private String list = "";
    /** What {@link #many} saw: answers that were failures, and answers to nothing that was asked. */
    int failed;
    int unasked;
    private final Future<?> watch;
    private volatile boolean late;

    BenchChild(Path work, Map<String, String> environment, List<String> command) throws IOException {
        stderr = Files.createTempFile(work, "stderr", "");
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile()).redirectError(stderr.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        started = System.nanoTime();
        process = builder.start();
        in = process.getOutputStream();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        watch = WATCH.schedule(() -> {
            late = true;
            kill();
        }, LONGEST_LIFE_S, TimeUnit.SECONDS);
    }

    // ---------------------------------------------------------------- speaking

    /** Sends a request and reads up to its answer. @return the line */
    String ask(String method, String params) throws IOException {
        int id = nextId++;
        sent = System.nanoTime();
        write(request(id, method, params));
        for (String line; (line = read()) != null;) if (id(line) == id) return line;
        throw gone();
    }

    /** Calls a tool. @throws IOException with what the tool said, when that is an error */
    void callTool(String params) throws IOException {
        String answer = ask("tools/call", params);
        if (!isFailure(answer)) return;
        String said = McpClient.MAPPER.readTree(answer).at("/result/content/0/text").asText(answer).replace('\n', ' ');
        throw new IOException("the call failed: " + (said.length() > 300 ? said.substring(0, 300) + "…" : said));
    }

    /** The tools, as a client asks for them. */
    String list() throws IOException {
        return list = ask("tools/list", "{}");
    }

    boolean offers(String tool) { return list.contains("\"name\":\"" + tool + "\""); }

    void notify(String method) throws IOException { write("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}"); }

    /** Calls tools, so many at a time, and counts what comes back. @return milliseconds */
    double many(int calls, int inFlight, IntFunction<String> params) throws IOException {
        int first = nextId;
        BitSet open = new BitSet(calls);
        long begin = System.nanoTime();
        int asked = 0;
        for (; asked < Math.min(calls, inFlight); asked++) send(asked, open, params);
        while (!open.isEmpty()) {
            String line = read();
            if (line == null) throw gone();
            int index = id(line) - first;
            if (index < 0 || !open.get(index)) {
                unasked++;
                continue;
            }
            open.clear(index);
            if (isFailure(line)) failed++;
            if (asked < calls) send(asked++, open, params);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private void send(int index, BitSet open, IntFunction<String> params) throws IOException {
        open.set(index);
        write(request(nextId++, "tools/call", params.apply(index)));
    }

    private static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    private void write(String line) throws IOException {
        try {
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException closed) {
            throw gone();
        }
    }

    private String read() throws IOException {
        String line = out.readLine();
        received = System.nanoTime();
        return line;
    }

    /** The id that a line answers, or -1. Ours have seven digits; a quotation mark inside a text would be escaped. */
    private static int id(String line) {
        int at = line.indexOf("\"id\":" + FIRST_ID / 100_000);
        return at < 0 ? -1 : Integer.parseInt(line.substring(at + 5, at + 12));
    }

    private static boolean isFailure(String line) {
        return line.contains("\"isError\":true") || line.contains("\"error\":{\"code\"");
    }

    private IOException gone() throws IOException {
        String said = Files.readString(stderr).strip().replaceAll("\\s+", " ");
        return new IOException(
            (late ? "it was stopped after " + LONGEST_LIFE_S + " s with an answer missing" : "the process has ended")
                + "; stderr: " + (said.length() > 300 ? said.substring(0, 300) + "…" : said));
    }

    // ---------------------------------------------------------------- what it took

    /** Milliseconds from before the process was made to the answer last read. */
    double sinceStart() {
        return (received - started) / 1e6;
    }

    /** Milliseconds from the request last sent to the answer last read. */
    double took() {
        return (received - sent) / 1e6;
    }

    /** Ends the input and waits. @return milliseconds until the process was gone */
    double exit() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        in.close();
        process.waitFor();
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Peak resident memory in MB (2^20 bytes) of the process and its children, or NaN where there is no /proc. */
    double memory() {
        return status("VmHWM:") / 1024;
    }

    double threads() { return status("Threads:"); }

    private double status(String field) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).mapToDouble(each -> {
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + each.pid() + "/status"))) {
                return lines.filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[1])).findFirst().orElse(Double.NaN);
            } catch (IOException elsewhere) {
                return Double.NaN;
            }
        }).sum();
    }

    /** Open sockets of the process, or NaN where there is no /proc. */
    double sockets() {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.filter(BenchChild::isSocket).count();
        } catch (IOException elsewhere) {
            return Double.NaN;
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }

    long pid() { return process.pid(); }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        watch.cancel(false);
        kill();
    }
}
