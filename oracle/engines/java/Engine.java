// A conforming engine in Java, written from the published rules. Java 17 or later, one file, without a library:
// java Engine.java. JSON-RPC 2.0 over standard input and output, one object a line; amounts are strings of øre.

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import static java.math.BigInteger.ZERO;
import static java.nio.charset.StandardCharsets.UTF_8;

public class Engine {
    static final List<String> FEATURES = List.of(
        "sum", "intraday", "straks", "lines", "terms", "blocks", "revocation", "insolvency", "standing", "exclusion",
        "readings");

    static final long NEVER = Long.MAX_VALUE;

    enum Clearing { SUM, INTRADAY, STRAKS }

    /** What has become of an order, as it is reported. */
    enum Status {
        REFUSED, REROUTED, LODGED, ENTERED, CARRIED, SET_ASIDE, ADMITTED, CLEARED, SETTLED, REVOKED, REJECTED, REVERSED;

        boolean waits() {
            return this == ENTERED || this == CARRIED || this == SET_ASIDE;
        }
    }

    /** A participant: its lines, its terms, and what court, authority and operator have said of it. */
    static class Party {
        final String name;
        BigInteger batch = ZERO;
        BigInteger straks = ZERO;
        BigInteger open = ZERO; // received less paid in the open cycle of instant payments
        BigInteger closed = ZERO; // the same in the closed one, while it is not booked
        BigInteger draw = ZERO; // the net draw with which it is set aside in Sum
        BigInteger limit;
        boolean instant;
        boolean held;
        boolean excluded;
        long decree = NEVER;
        long notice = NEVER;
        final Set<Clearing> marks = EnumSet.noneOf(Clearing.class);

        Party(String name, Map<?, ?> terms) {
            this.name = name;
            limit = amount(terms.get("limit"));
            instant = !Boolean.FALSE.equals(terms.get("straks"));
        }

        boolean out(Clearing clearing) {
            return excluded || marks.contains(clearing);
        }
    }

    /** A block, as one clearing uses it. */
    record Block(String name, int nth, long day, long cutoff, String use, boolean intradayFirst) {
        boolean open(long at) {
            return at < cutoff;
        }

        boolean regular() {
            return use.equals("regular");
        }

        boolean forLate() {
            return use.equals("late") || use.equals("if_set_aside");
        }
    }

    static class Order {
        final Clearing clearing;
        final long submitted;
        final BigInteger amount;
        final Object part;
        final Object deliverer;
        Party payer;
        Party payee;
        Status status = Status.REFUSED;
        Block block;
        String settledIn;
        boolean cycleClosed;
        final List<String> admitted = new ArrayList<>(); // the blocks to whose cycle it was admitted
        final List<String> booked = new ArrayList<>(); // the blocks in which it was booked
        long entered = NEVER;
        long irrevocable = NEVER;

        Order(Clearing clearing, Map<?, ?> event) {
            this.clearing = clearing;
            submitted = time(event.get("at"));
            amount = amount(event.get("amount"));
            part = event.get("part");
            deliverer = event.get("deliverer");
        }

        boolean touches(Party party) {
            return payer == party || payee == party;
        }

        boolean touchesAny(Collection<Party> parties) {
            return parties.contains(payer) || parties.contains(payee);
        }
    }

    /** One day, from its first event to its last. */
    static class Day {
        final Map<?, ?> readings;
        final BigInteger cap;
        final List<?> clearingDays;
        final Map<String, Party> parties = new LinkedHashMap<>();
        final Map<Clearing, List<Block>> timetable = new HashMap<>();
        final Map<String, Order> orders = new LinkedHashMap<>();
        final Map<String, Object> takenOut = new LinkedHashMap<>();
        final Map<String, Object> setAside = new LinkedHashMap<>();
        final Map<Clearing, Map<String, Object>> netsBooked = new HashMap<>(); // by the block
        boolean locked;
        long dayToClose;

        Day(Map<?, ?> scenario) {
            Map<?, ?> book = (Map<?, ?>) scenario.get("rulebook");
            Map<?, ?> terms = (Map<?, ?>) scenario.get("terms");
            readings = (Map<?, ?>) scenario.get("readings");
            cap = amount(book.get("straks_cap"));
            clearingDays = (List<?>) book.get("clearing_days");
            for (Object name : (List<?>) scenario.get("participants")) {
                Map<?, ?> own = terms.containsKey(name) ? (Map<?, ?>) terms.get(name) : Map.of();
                parties.put((String) name, new Party((String) name, own));
            }
            for (Clearing clearing : List.of(Clearing.SUM, Clearing.INTRADAY)) {
                List<Block> blocks = new ArrayList<>();
                for (Object one : (List<?>) book.get("batch")) {
                    Map<?, ?> block = (Map<?, ?>) one;
                    String use = (String) block.get(clearing.name().toLowerCase(Locale.ROOT));
                    blocks.add(new Block((String) block.get("block"), blocks.size(), time(block.get("day")),
                        time(block.get("cutoff")), use, Boolean.TRUE.equals(block.get("intraday_first"))));
                }
                timetable.put(clearing, blocks);
            }
        }

        Map<String, ?> answer() {
            Map<String, Object> told = new LinkedHashMap<>();
            orders.forEach((id, order) -> {
                String status = order.status.name().toLowerCase(Locale.ROOT);
                told.put(id, order.status == Status.SETTLED
                    ? Map.of("status", status, "block", order.settledIn) : Map.of("status", status));
            });
            Map<String, Object> balances = new LinkedHashMap<>();
            parties.forEach((name, party) -> balances.put(
                name, Map.of("batch", party.batch.toString(), "straks", party.straks.toString())));
            Map<String, Object> nets = new LinkedHashMap<>();
            netsBooked.forEach((clearing, booked) -> nets.put(clearing.name().toLowerCase(Locale.ROOT), booked));
            Map<String, Object> admissions = new LinkedHashMap<>();
            orders.forEach((id, order) -> admissions.put(id, order.admitted));
            Map<String, Object> bookings = new LinkedHashMap<>();
            orders.forEach((id, order) -> bookings.put(id, order.booked));
            return Map.of("orders", told, "excluded", takenOut, "set_aside", setAside, "balances", balances,
                "nets", nets, "admissions", admissions, "bookings", bookings);
        }

        void happens(Map<?, ?> event) {
            long at = time(event.get("at"));
            Party party = parties.get(event.get("participant"));
            boolean instant = "straks".equals(event.get("account"));
            switch ((String) event.get("type")) {
                case "submit" -> submit(event, clearing(event), at);
                case "lodge" -> submit(event, Clearing.SUM, at);
                case "delivery" -> deliver(event, at);
                case "close" -> close(time(event.get("day")), at, Boolean.TRUE.equals(event.get("forced")));
                case "revoke" -> revoke(orders.get(event.get("id")), at);
                case "line" -> line(party, amount(event.get("amount")), instant);
                case "limit" -> limit(party, amount(event.get("amount")));
                case "decree" -> decree(party, at);
                case "notice" -> notice(party, at);
                case "mark" -> mark(party, clearing(event), at);
                case "exclusion" -> exclude(party);
                case "lock" -> lock(at);
                case "cut_off" -> {
                    if (instant) {
                        closeCycle();
                    } else {
                        cutOff((String) event.get("block"), at);
                    }
                }
                case "settle" -> {
                    if (instant) {
                        bookCycle((String) event.get("block"));
                    } else {
                        settle((String) event.get("block"), at);
                    }
                }
                default -> { } // publication, resolution and filing change what the law says, and no status
            }
        }

        // -- entry

        void submit(Map<?, ?> event, Clearing clearing, long at) {
            if (orders.containsKey(event.get("id"))) {
                return;
            }
            Order order = new Order(clearing, event);
            orders.put((String) event.get("id"), order);
            order.payer = parties.get(event.get("payer"));
            order.payee = parties.get(event.get("payee"));
            if (order.payer == null || order.payee == null || order.payer == order.payee) {
                return;
            }
            if (order.amount.signum() <= 0 || order.payer.out(clearing) || order.payee.out(clearing)) {
                return;
            }
            if (clearing == Clearing.STRAKS) {
                clear(order);
            } else if (clearing == Clearing.INTRADAY && over(order.amount, order.payer.limit)) {
                order.status = Status.REROUTED;
            } else {
                enter(order, (String) event.get("block"), at);
            }
        }

        void enter(Order order, String named, long at) {
            Block block = blockFor(order.clearing, named, at);
            if (block == null) {
                return;
            }
            if (order.clearing == Clearing.INTRADAY) {
                register(order, block, at);
                return;
            }
            order.status = Status.LODGED;
            order.block = block;
            order.entered = reads("A-02", "submitted") ? at : NEVER;
        }

        void register(Order order, Block block, long at) {
            order.status = Status.ENTERED;
            order.block = block;
            order.irrevocable = block.cutoff;
            order.entered = reads("A-02", "cutoff") ? NEVER : reads("A-02", "submitted") ? order.submitted : at;
        }

        Block blockFor(Clearing clearing, String named, long at) {
            if (named == null) {
                return first(clearing, block -> block.regular() && block.open(at));
            }
            Block block = block(clearing, named);
            return block.regular() ? still(clearing, block, at) : null;
        }

        /** The block itself while it takes orders, then that of its day which takes what is late. */
        Block still(Clearing clearing, Block block, long at) {
            if (block.open(at)) {
                return block;
            }
            return first(clearing, late -> late.forLate() && late.open(at) && late.day == block.day);
        }

        void clear(Order order) {
            Party payer = order.payer;
            if (reads("A-10", "until_decree") && payer.decree != NEVER) {
                return;
            }
            if (!payer.instant || !order.payee.instant || over(order.amount, cap)) {
                return;
            }
            BigInteger closed = reads("A-38", "both_signs") ? payer.closed : payer.closed.min(ZERO);
            BigInteger usable = line(payer, payer.straks).add(payer.open).add(closed);
            if (over(order.amount, usable)) {
                return;
            }
            payer.open = payer.open.subtract(order.amount);
            order.payee.open = order.payee.open.add(order.amount);
            order.status = Status.CLEARED;
        }

        void deliver(Map<?, ?> event, long at) {
            for (Order order : orders.values()) {
                boolean lodged = order.status == Status.LODGED;
                if (lodged && event.get("deliverer").equals(order.deliverer) && event.get("part").equals(order.part)) {
                    Block block = still(Clearing.SUM, order.block, at);
                    if (block == null) {
                        order.status = Status.REJECTED;
                    } else {
                        register(order, block, at);
                    }
                }
            }
        }

        void close(long day, long at, boolean forced) {
            if (day != dayToClose || at < time(((Map<?, ?>) clearingDays.get((int) day)).get("end"))) {
                return;
            }
            List<Order> missing = those(order -> order.status == Status.LODGED && order.block.day <= day);
            if (!forced && missing.stream().anyMatch(order -> order.part.equals("pbs"))) {
                return;
            }
            dayToClose++;
            missing.forEach(order -> order.status = Status.REJECTED);
        }

        void revoke(Order order, long at) {
            if (order != null && order.status.waits() && at < order.irrevocable) {
                order.status = Status.REVOKED;
            }
        }

        // -- lines and limits

        void line(Party party, BigInteger sent, boolean instant) {
            if (party == null || sent.signum() < 0) {
                return;
            }
            if (!instant) {
                party.batch = locked ? party.batch : sent;
            } else if (sent.add(party.open.min(ZERO)).add(party.closed.min(ZERO)).signum() >= 0) {
                party.straks = sent;
            }
        }

        BigInteger line(Party party, BigInteger sent) {
            return reads("A-43", "lapses_at_decree") && party.decree != NEVER ? ZERO : sent;
        }

        void limit(Party party, BigInteger limit) {
            if (party != null && limit.signum() >= 0) {
                party.limit = limit;
            }
        }

        // -- insolvency and exclusion at discretion

        void decree(Party party, long at) {
            if (party != null) {
                party.decree = Math.min(party.decree, at);
            }
        }

        void notice(Party party, long at) {
            if (party != null) {
                party.notice = Math.min(party.notice, at);
            }
        }

        void mark(Party party, Clearing clearing, long at) {
            if (party == null || party.decree == NEVER || !party.marks.add(clearing) || clearing == Clearing.STRAKS) {
                return;
            }
            for (Order order : those(o -> o.clearing == clearing && o.touches(party))) {
                if (leaves(order, party, at)) {
                    order.status = Status.REJECTED;
                }
            }
            if (clearing == Clearing.SUM) {
                party.draw = ZERO;
            }
        }

        boolean leaves(Order order, Party marked, long at) {
            boolean running = order.status == Status.ADMITTED;
            boolean lodged = order.status == Status.LODGED;
            if (!running && !lodged && !order.status.waits()) {
                return false;
            }
            if (reads("A-09", "never") && order.payer == marked && order.submitted >= marked.decree) {
                return true;
            }
            if (reads("A-07", "mark") && running) {
                return true;
            }
            if (reads("A-01", "conditional") || reads("A-01", "by_entry") && order.entered < marked.decree) {
                return false;
            }
            long failed = reads("A-05", "decree") ? marked.decree
                : reads("A-05", "notice") ? Math.min(at, marked.notice) : at;
            return lodged || order.block.open(failed);
        }

        void exclude(Party party) {
            if (party == null || party.excluded) {
                return;
            }
            party.excluded = true;
            party.draw = ZERO;
            for (Order order : those(o -> o.touches(party))) {
                if (order.status.waits() || order.status == Status.LODGED) {
                    order.status = Status.REJECTED;
                }
            }
        }

        // -- instant payments

        void closeCycle() {
            for (Party party : parties.values()) {
                party.closed = party.open;
                party.open = ZERO;
            }
            those(order -> order.status == Status.CLEARED).forEach(order -> order.cycleClosed = true);
        }

        void bookCycle(String block) {
            Map<Party, BigInteger> nets = new LinkedHashMap<>();
            parties.values().forEach(party -> nets.put(party, party.closed));
            noteNets(Clearing.STRAKS, block, nets);
            for (Party party : parties.values()) {
                party.straks = party.straks.add(party.closed);
                party.closed = ZERO;
            }
            those(order -> order.status == Status.CLEARED && order.cycleClosed).forEach(order -> settled(order, block));
        }

        void settled(Order order, String block) {
            order.status = Status.SETTLED;
            order.settledIn = block;
            order.booked.add(block);
        }

        void noteNets(Clearing clearing, String block, Map<Party, BigInteger> nets) {
            Map<String, Object> told = new LinkedHashMap<>();
            nets.forEach((party, net) -> told.put(party.name, net.toString()));
            netsBooked.computeIfAbsent(clearing, none -> new LinkedHashMap<>()).put(block, told);
        }

        // -- Sum and Intraday

        void cutOff(String name, long at) {
            Block ofSum = block(Clearing.SUM, name);
            boolean anybodyAside = parties.values().stream().anyMatch(party -> party.draw.signum() > 0);
            boolean sumRests = ofSum.use.equals("if_set_aside") && !anybodyAside;
            for (Order order : those(o -> o.status.waits() && o.block.name.equals(name))) {
                if (order.clearing == Clearing.SUM && sumRests) {
                    passOn(order);
                } else {
                    order.status = Status.ADMITTED;
                    order.entered = Math.min(order.entered, at);
                    order.admitted.add(name);
                }
            }
        }

        void passOn(Order order) {
            Block next = following(order);
            if (next == null) {
                order.status = Status.REJECTED;
            } else {
                order.block = next;
            }
        }

        void lock(long at) {
            locked = true;
            List<Party> held = new ArrayList<>();
            for (Party party : parties.values()) {
                party.held = reads("A-29", "if_covered") && line(party, party.batch).compareTo(party.draw) < 0;
                if (party.held) {
                    held.add(party);
                }
            }
            for (Order order : admitted(Clearing.SUM)) {
                if (order.touchesAny(held)) {
                    notBooked(order, at);
                }
            }
        }

        void settle(String name, long at) {
            Map<Party, BigInteger> aside = new LinkedHashMap<>();
            Map<Party, BigInteger> out = new LinkedHashMap<>();
            decideWhoIsOut(block(Clearing.SUM, name), aside, out);
            Set<String> named = new TreeSet<>();
            out.keySet().forEach(party -> named.add(party.name));
            takenOut.put(name, new ArrayList<>(named));
            Map<String, Object> draws = new TreeMap<>();
            aside.forEach((party, draw) -> draws.put(party.name, draw.toString()));
            setAside.put(name, draws);
            book(Clearing.SUM, aside.keySet(), name, at);
            book(Clearing.INTRADAY, out.keySet(), name, at);
            boolean last = following(Clearing.SUM, block(Clearing.SUM, name)) == null;
            for (Party party : parties.values()) {
                boolean forGood = last || party.out(Clearing.SUM) && !reads("A-15", "set_aside");
                BigInteger draw = party.held ? party.draw : aside.getOrDefault(party, ZERO);
                party.draw = forGood ? ZERO : draw;
                party.held = false;
            }
            locked = false;
        }

        /** Fill in who is taken out of Sum and who of Intraday, each with the net draw. */
        void decideWhoIsOut(Block block, Map<Party, BigInteger> aside, Map<Party, BigInteger> out) {
            List<Order> inSum = admitted(Clearing.SUM);
            List<Order> inIntraday = admitted(Clearing.INTRADAY);
            List<List<Order>> both = List.of(inSum, inIntraday);
            Map<Party, BigInteger> cover = new LinkedHashMap<>();
            parties.values().forEach(party -> cover.put(party, line(party, party.batch)));
            if (reads("A-47", "total_with_exclusion")) {
                rounds(both, cover, aside);
                out.putAll(aside);
                return;
            }
            Map<Party, BigInteger> total = weighed(both, Set.of());
            boolean enough = total.keySet().stream().allMatch(p -> total.get(p).add(cover.get(p)).signum() >= 0);
            if (reads("A-47", "total_then_serial") && enough) {
                return;
            }
            boolean intradayLeads = reads("A-48", "as_listed") && block.intradayFirst;
            List<Order> first = intradayLeads ? inIntraday : inSum;
            Map<Party, BigInteger> outOfFirst = intradayLeads ? out : aside;
            rounds(List.of(first), cover, outOfFirst);
            nets(first, outOfFirst.keySet()).forEach((party, net) -> cover.merge(party, net, BigInteger::add));
            rounds(List.of(intradayLeads ? inSum : inIntraday), cover, intradayLeads ? aside : out);
        }

        /** What the cover is weighed against: the net position over the clearings, or what is drawn in each. */
        Map<Party, BigInteger> weighed(List<List<Order>> cycles, Collection<Party> out) {
            Map<Party, BigInteger> total = new LinkedHashMap<>();
            Map<Party, BigInteger> drawn = new LinkedHashMap<>();
            for (List<Order> cycle : cycles) {
                nets(cycle, out).forEach((party, net) -> {
                    total.merge(party, net, BigInteger::add);
                    drawn.merge(party, net.min(ZERO), BigInteger::add);
                });
            }
            if (reads("A-20", "either")) {
                total.replaceAll((party, net) -> net.signum() < 0 ? drawn.get(party) : net);
            }
            return total;
        }

        /** Take out who is short, and compute anew, until nobody is short. */
        void rounds(List<List<Order>> cycles, Map<Party, BigInteger> cover, Map<Party, BigInteger> out) {
            while (true) {
                Map<Party, BigInteger> nets = weighed(cycles, out.keySet());
                Map<Party, BigInteger> shorts = new LinkedHashMap<>();
                nets.forEach((party, net) -> {
                    if (!out.containsKey(party) && net.add(cover.get(party)).signum() < 0) {
                        shorts.put(party, net.add(cover.get(party)));
                    }
                });
                if (shorts.isEmpty()) {
                    return;
                }
                BigInteger worst = shorts.values().stream().min(Comparator.naturalOrder()).get();
                BigInteger least = shorts.values().stream().max(Comparator.naturalOrder()).get();
                shorts.forEach((party, funds) -> {
                    boolean waits = reads("A-23", "worst_first") && !funds.equals(worst)
                        || reads("A-23", "smallest_shortfall") && !funds.equals(least);
                    if (!waits) {
                        out.put(party, nets.get(party).negate());
                    }
                });
            }
        }

        Map<Party, BigInteger> nets(List<Order> cycle, Collection<Party> out) {
            Map<Party, BigInteger> nets = new LinkedHashMap<>();
            parties.values().forEach(party -> nets.put(party, ZERO));
            for (Order order : cycle) {
                if (!order.touchesAny(out)) {
                    nets.merge(order.payer, order.amount.negate(), BigInteger::add);
                    nets.merge(order.payee, order.amount, BigInteger::add);
                }
            }
            return nets;
        }

        void book(Clearing clearing, Collection<Party> out, String block, long at) {
            List<Order> cycle = admitted(clearing);
            Map<Party, BigInteger> nets = nets(cycle, out);
            noteNets(clearing, block, nets);
            nets.forEach((party, net) -> party.batch = party.batch.add(net));
            for (Order order : cycle) {
                if (order.touchesAny(out)) {
                    notBooked(order, at);
                } else {
                    settled(order, block);
                }
            }
        }

        void notBooked(Order order, long at) {
            boolean gone = order.payer.out(order.clearing) || order.payee.out(order.clearing);
            Block next = following(order);
            if (next == null || gone && !reads("A-15", "set_aside")) {
                order.status = gone && reads("A-15", "reversed") ? Status.REVERSED : Status.REJECTED;
                return;
            }
            order.status = order.clearing == Clearing.SUM ? Status.SET_ASIDE : Status.CARRIED;
            order.block = next;
            if (reads("A-22", "renewed")) {
                order.entered = reads("A-02", "cutoff") ? NEVER : at;
                order.irrevocable = next.cutoff;
            }
        }

        // -- what is asked often

        boolean reads(String question, String value) {
            return value.equals(readings.get(question));
        }

        List<Order> those(Predicate<Order> asked) {
            return orders.values().stream().filter(asked).toList();
        }

        List<Order> admitted(Clearing clearing) {
            return those(order -> order.clearing == clearing && order.status == Status.ADMITTED);
        }

        Block first(Clearing clearing, Predicate<Block> asked) {
            return timetable.get(clearing).stream().filter(asked).findFirst().orElse(null);
        }

        Block block(Clearing clearing, String name) {
            return first(clearing, block -> block.name.equals(name));
        }

        Block following(Order order) {
            return following(order.clearing, order.block);
        }

        /** The block of the same day, or in Sum by A-32 of any, in which is tried again what was not booked. */
        Block following(Clearing clearing, Block block) {
            boolean anyDay = clearing == Clearing.SUM && reads("A-32", "manual");
            return first(clearing, next -> next.nth > block.nth && (anyDay || next.day == block.day)
                && (next.regular() || clearing == Clearing.SUM && next.forLate()));
        }
    }

    static Clearing clearing(Map<?, ?> event) {
        return Clearing.valueOf(((String) event.get("system")).toUpperCase(Locale.ROOT));
    }

    static BigInteger amount(Object told) {
        return told == null ? null : new BigInteger((String) told);
    }

    static long time(Object told) {
        return ((BigDecimal) told).longValueExact();
    }

    static boolean over(BigInteger amount, BigInteger most) {
        return most != null && amount.compareTo(most) > 0;
    }

    static Map<String, ?> run(Map<?, ?> scenario) {
        Day day = new Day(scenario);
        for (Object event : (List<?>) scenario.get("events")) {
            day.happens((Map<?, ?>) event);
        }
        return day.answer();
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream answers = new PrintStream(System.out, false, UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<?, ?> asked = (Map<?, ?>) new Json(line).value();
            Map<String, ?> result = Map.of(
                "protocolVersion", 1, "name", "Java engine", "version", "1", "language", "Java", "features", FEATURES);
            if (asked.get("method").equals("run")) {
                result = run((Map<?, ?>) ((Map<?, ?>) asked.get("params")).get("scenario"));
            }
            answers.print(Json.text(Map.of("jsonrpc", "2.0", "id", asked.get("id"), "result", result)) + "\n");
            answers.flush();
        }
    }

    /** As much JSON as the protocol needs: objects are maps, arrays lists, numbers BigDecimal. */
    static class Json {
        private final String text;
        private int at = 0;

        Json(String text) {
            this.text = text;
        }

        Object value() {
            char next = peek();
            if (next == '{') {
                return object();
            }
            if (next == '[') {
                return array();
            }
            if (next == '"') {
                return string();
            }
            int start = at;
            while (at < text.length() && "+-.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String word = text.substring(start, at);
            return switch (word) {
                case "null" -> null;
                case "true", "false" -> Boolean.valueOf(word);
                default -> new BigDecimal(word);
            };
        }

        private Map<String, Object> object() {
            Map<String, Object> fields = new LinkedHashMap<>();
            at++;
            while (peek() != '}') {
                String name = string();
                peek(); // the colon
                at++;
                fields.put(name, value());
                if (peek() == ',') {
                    at++;
                }
            }
            at++;
            return fields;
        }

        private List<Object> array() {
            List<Object> values = new ArrayList<>();
            at++;
            while (peek() != ']') {
                values.add(value());
                if (peek() == ',') {
                    at++;
                }
            }
            at++;
            return values;
        }

        private String string() {
            StringBuilder read = new StringBuilder();
            peek(); // the quote
            at++;
            while (text.charAt(at) != '"') {
                char c = text.charAt(at++);
                read.append(c == '\\' ? escaped() : c);
            }
            at++;
            return read.toString();
        }

        private char escaped() {
            char c = text.charAt(at++);
            if (c == 'u') {
                at += 4;
                return (char) Integer.parseInt(text, at - 4, at, 16);
            }
            int known = "bfnrt".indexOf(c);
            return known < 0 ? c : "\b\f\n\r\t".charAt(known);
        }

        private char peek() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return text.charAt(at);
        }

        static String text(Object value) {
            if (value instanceof Map<?, ?> fields) {
                StringJoiner told = new StringJoiner(",", "{", "}");
                fields.forEach((name, field) -> told.add(text(name) + ":" + text(field)));
                return told.toString();
            }
            if (value instanceof List<?> values) {
                StringJoiner told = new StringJoiner(",", "[", "]");
                values.forEach(one -> told.add(text(one)));
                return told.toString();
            }
            return value instanceof String string ? quoted(string) : String.valueOf(value);
        }

        private static String quoted(String plain) {
            StringBuilder told = new StringBuilder("\"");
            for (char c : plain.toCharArray()) {
                told.append(c == '"' || c == '\\' || c < ' ' ? String.format("\\u%04x", (int) c) : c);
            }
            return told.append('"').toString();
        }
    }
}
