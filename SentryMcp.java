import java.util.List;
import tools.*;

public class SentryMcp {
    static final List<Domain> DOMAINS = List.of(new Account(), new Projects(), new Events(), new Traces());
    public static void main(String... args) { }
}
