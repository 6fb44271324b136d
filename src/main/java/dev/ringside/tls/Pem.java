package dev.ringside.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a PEM file. What stands around the blocks is passed over.
 *
 * @param label what it is, such as {@code CERTIFICATE}
 * @param encrypted whether a password is needed to read it
 * @param content what it holds; empty where it is encrypted in the old way
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Read, never compared.
record Pem(String label, boolean encrypted, byte[] content) {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * The blocks of a file, in their order.
   *
   * @throws IllegalArgumentException where one of them is damaged
   */
  static List<Pem> blocks(byte[] file) {
    List<Pem> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
    while (block.find()) {
      String label = block.group(1);
      String text = block.group(2);
      boolean old = text.contains("Proc-Type: 4,ENCRYPTED");
      byte[] content = old ? new byte[0] : Base64.getMimeDecoder().decode(text);
      blocks.add(new Pem(label, old || label.startsWith("ENCRYPTED"), content));
    }
    return blocks;
  }
}
