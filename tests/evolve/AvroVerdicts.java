// Reads pairs of schemas, {"old": text, "new": text} on a line, and prints what Apache Avro makes of each, as one line of JSON:
// {"refused": "..."}, or {"backward": "", "forward": "why not", "backward_reads": "", ...}. The last two come from data: values of the
// one schema, made at random and encoded, are decoded with the other; "" where all of them can be.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;

public class AvroVerdicts {
  private static final int VALUES = 20;

  private static String verdict(Schema writer, Schema reader) {
    SchemaCompatibility.SchemaPairCompatibility found = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (found.getType() == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE) return "";
    StringBuilder text = new StringBuilder();
    for (SchemaCompatibility.Incompatibility one : found.getResult().getIncompatibilities()) {
      text.append(text.length() == 0 ? "" : "; ").append(one.getType()).append(' ').append(one.getLocation());
    }
    return text.length() == 0 ? "incompatible" : text.toString();
  }

  private static String reads(Schema writer, Schema reader) {
    try {
      for (Object value : new RandomData(writer, VALUES, 20261123L)) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<Object>(writer).write(value, encoder);
        encoder.flush();
        new GenericDatumReader<Object>(writer, reader).read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
      }
      return "";
    } catch (StackOverflowError | Exception error) {
      return String.valueOf(error);
    }
  }

  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode pair = mapper.readTree(line);
      ObjectNode answer = mapper.createObjectNode();
      try {
        Schema before = new Schema.Parser().parse(pair.get("old").asText());
        Schema after = new Schema.Parser().parse(pair.get("new").asText());
        answer.put("backward", verdict(before, after));
        answer.put("forward", verdict(after, before));
        answer.put("backward_reads", reads(before, after));
        answer.put("forward_reads", reads(after, before));
      } catch (RuntimeException error) {
        answer.put("refused", String.valueOf(error));
      }
      out.println(mapper.writeValueAsString(answer));
    }
    out.flush();
  }
}
