// An adapter for Zerohour: one JSON message a line on standard input and output. Log to standard error.
// Java 17 or later, without a library: java Adapter.java. If yours has a JSON library, use it and drop the class Json.
// Amounts are strings of øre: read them with new BigInteger(amount).

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import static java.nio.charset.StandardCharsets.UTF_8;

public class Adapter {
    /** What your engine supports; it is asked about nothing else. */
    static final List<String> FEATURES = List.of("intraday", "exclusion", "lines");

    /** Run a whole day; return what came of every order. */
    static Map<String, ?> run(Map<?, ?> scenario) {
        Map<String, Object> orders = new LinkedHashMap<>();
        for (Object one : (List<?>) scenario.get("events")) {
            Map<?, ?> event = (Map<?, ?>) one;
            if (event.get("type").equals("submit")) {
                orders.put((String) event.get("id"), Map.of("status", "refused")); // ask your engine instead
            }
        }
        return Map.of("orders", orders);
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream answers = new PrintStream(System.out, false, UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<?, ?> asked = (Map<?, ?>) new Json(line).value();
            Map<String, ?> result = Map.of(
                "protocolVersion", 1, "name", "my engine", "version", "1", "language", "Java", "features", FEATURES);
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
