package tools.shell;

import java.util.Optional;
import javax.net.ssl.SSLSession;
import tools.answer.FailureException;
import tools.mcp.Outside;
import tools.sentry.Answered;
import tools.sentry.HttpFailure;
import tools.sentry.Sentry;
import tools.sentry.Tool;

/** The program around a command: what a session needs, and what only somebody at a shell asks for. */
public interface Machine extends Outside {
    /** A text without secrets. */
    String redact(String text);

    /**
     * A line on standard error without its end: a question, or progress that the next line is written over.
     *
     * @param lead written before it as it stands; ours
     * @param text "" = the lead alone
     */
    void ask(String lead, String text);

    /** One of the JVM's properties about itself and its system, such as java.version. */
    String property(String name);

    /** The path of a program in an absolute folder, or null when there is none that can be started. */
    String program(String folder, String name);

    /** One attempt, whatever its status, with headers and the secure connection: for the doctor. */
    Look look(Sentry.Request request, Tool tool);

    /** Whether connections to the configured Sentry go through the proxy. */
    boolean proxied();

    /** What is wrong with SSL_CERT_FILE; "" = nothing. */
    String certificates();

    /** In a sentence: whether anything is reported, where to, and how to stop it. */
    String telemetry();

    /** The client id of the publisher's application, which may sign people in; "" = none. */
    String application();

    /**
     * What came of a look.
     *
     * @param answered null when there was no answer
     * @param failure  why there was none
     * @param fault    the kind of that
     * @param tls      the secure connection; empty without one
     */
    record Look(Answered answered, FailureException failure, HttpFailure.Fault fault, Optional<SSLSession> tls) {}
}
