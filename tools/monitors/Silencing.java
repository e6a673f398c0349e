package tools.monitors;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import tools.answer.Show;
import tools.json.Json;
import tools.sentry.Call;

/**
 * What a change takes away from what watches. Whether a monitor is deleted, switched off, or told to wait for a million
 * failures, the outcome is the same: nobody hears of the next outage. So all of them are asked about alike.
 */
final class Silencing {
    private final List<String> changes = new ArrayList<>();

    /** @param change what happens, as a verb and what follows it: "mute it" */
    Silencing when(boolean applies, String change) {
        if (applies) changes.add(change);
        return this;
    }

    /**
     * A number that makes a monitor the quieter the higher it is.
     * @param change with "%s" for the new number and its unit
     * @param usual  what holds where Sentry names none
     * @param then   as given, or null when it does not change
     */
    Silencing raised(String change, Json now, long usual, Long then, LongFunction<String> shown) {
        long before = now.integer() == null ? usual : now.integer();
        if (then == null || then <= before) return this;
        return when(true, String.format(change, shown.apply(then)) + " instead of " + shown.apply(before));
    }

    /** A text that says what is watched. @param change with "%s" for the new text */
    Silencing other(String change, Json now, String then) {
        if (then == null || then.equals(now.text())) return this;
        return when(true, String.format(change, then.isBlank() ? "nothing" : Show.words(then))
            + (now.text() == null ? "" : " instead of " + Show.words(now.text())));
    }

    /** Asks, when anything is taken away. @throws tools.answer.FailureException when the answer is no */
    void ask(Call call, String what) {
        if (!changes.isEmpty()) call.user().confirm("Change the " + what + "? This will " + String.join("; ", changes)
            + ".");
    }
}
