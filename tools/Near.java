package tools;

import java.util.Collection;
import java.util.Locale;

/** Suggests the word that somebody who mistyped one probably meant. */
public final class Near {
    private Near() { }

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
        String bounded = word.length() > 100 ? word.substring(0, 100) : word;   // an argument name may be megabytes long
        return bounded.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Levenshtein's distance, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
