package tools.answer;

import java.util.Collection;
import java.util.Locale;

/** Suggests the word that somebody who mistyped one probably meant. */
public final class Suggestion {
    private Suggestion() {}

    /** The closest of the known words, or null when none is close: at most a third of its letters differ. */
    public static String to(String word, Collection<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        String folded = fold(word);
        for (String candidate : known) {
            int distance = distance(folded, fold(candidate));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best != null && least <= Math.max(1, best.length() / 3) ? best : null;
    }

    private static String fold(String word) {
        // an argument name may be megabytes long
        String bounded = word.length() > 100 ? word.substring(0, 100) : word;
        return bounded.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Levenshtein's distance, where two swapped letters count as one slip; two rows behind are enough. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] free = before;
            before = last;
            last = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                row[j] = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1))
                    row[j] = Math.min(row[j], before[j - 2] + 1);
            }
        }
        return row[b.length()];
    }
}
