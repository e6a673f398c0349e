package tools.sentry;

import java.util.List;
import tools.answer.Answer;

/**
 * One area of Sentry: the tools it offers, as plain data, and the code that answers their calls. The two are two
 * classes in one file (Crons and CronAnswers, say): the program lists its tools without loading what answers them,
 * which is ten times as much. The few words that other domains share, such as how a user reads, stand in the first.
 *
 * <p>To add a tool: one entry in {@link #tools()}, one case in the switch of the answers, and one row in the skills
 * table of {@code SentryMcp.java}, without which nobody can call it.
 */
public interface Domain {
    /**
     * The tools of this domain, in the order in which a client should list them. Built without any work: it runs at
     * every start.
     */
    List<Tool> tools();

    /**
     * Answers one call of one of these tools. Arguments have been validated against its parameters.
     *
     * @throws FailureException with a text for the user
     */
    Answer call(Tool tool, Call call);
}
