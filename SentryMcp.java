import java.util.List;
import tools.*;

public class SentryMcp {
    static final List<Domain> DOMAINS = List.of(new Account(), new Projects(), new Events(), new Traces(), new Profiles(), new Replays(), new Conversations(),
        new Snapshots(), new Releases());
    public static void main(String... args) { }
}
