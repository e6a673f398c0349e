import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of the program: in this process, or as a real child with the tests' class path. */
record ShellRun(int status, String out, String err) {

    /** In this process; a command line that is not understood ends with 2, as in {@code main}. */
    static ShellRun here(Map<String, String> environment, String stdin, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        SentryMcp.Log log = new SentryMcp.Log(new PrintStream(err, true, StandardCharsets.UTF_8));
        int status;
        try {
            status = SentryMcp.run(args, environment, new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                out, log);
        } catch (tools.answer.UsageException usage) {
            log.say(usage.getMessage());
            status = 2;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new ShellRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The command line of a child with these arguments. */
    static ProcessBuilder child(List<String> jvm, Map<String, String> environment, String... args) {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        line.addAll(jvm);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "SentryMcp"));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** A child that is given its whole input at once. */
    static ShellRun child(Map<String, String> environment, String stdin, String... args)
        throws IOException, InterruptedException {
        Process process = child(List.of(), environment, args).start();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread reader = new Thread(() -> {
            try {
                process.getErrorStream().transferTo(err);
            } catch (IOException gone) {
                // the process has ended
            }
        });
        reader.start();
        try (var in = process.getOutputStream()) {
            in.write(stdin.getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
        reader.join(5_000);
        return new ShellRun(process.waitFor(), out, err.toString(StandardCharsets.UTF_8));
    }
}
