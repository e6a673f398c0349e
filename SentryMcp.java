import java.util.List;
import tools.*;

public class SentryMcp {
    static final List<Domain> DOMAINS = domains();

    private static List<Domain> domains() {
        List<Domain> all = new java.util.ArrayList<>(List.of(new Account(), new Projects(), new Issues(), new IssueEvents(), new IssueChanges(), new Seer()));
        all.add(new Resources(all));   // answers through the others
        return all;
    }

    public static void main(String... args) { }
}
