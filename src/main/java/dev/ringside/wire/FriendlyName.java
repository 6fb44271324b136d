package dev.ringside.wire;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Names for what has none yet: an adjective and an animal, such as "Quiet Otter". They are for
 * people to tell each other apart by, and nothing is told by them: two may have the same.
 */
public final class FriendlyName {

  private static final Pattern SPACE = Pattern.compile("\\s+");

  static final List<String> ADJECTIVES =
      words(
          """
          Able Agile Airy Alert Amber Ample Apt Avid Azure Balmy Bold Brave Breezy Bright
          Brisk Bubbly Calm Candid Caring Cheerful Clear Clever Coral Cosy Crisp Curious
          Dapper Daring Deft Dreamy Eager Early Earnest Easy Fair Fancy Fearless Fleet Fluffy
          Fond Frank Fresh Friendly Gallant Generous Gentle Gifted Glad Golden Graceful Grand
          Happy Hardy Hearty Helpful Honest Hopeful Humble Jolly Jovial Joyful Keen Kind
          Lively Loyal Lucky Lunar Mellow Merry Mighty Mild Modest Neat Nimble Noble Patient
          Placid Playful Polite Proud Quick Quiet Rapid Ready Regal Rosy Sage Serene Silver
          Sincere Sleek Smiling Snug Spry Steady Sturdy Sunny Tender Tidy Tranquil Trusty
          Upbeat Vivid Warm Wise Witty Young Zesty
          """);

  static final List<String> ANIMALS =
      words(
          """
          Alpaca Antelope Badger Barbet Bear Bee Beetle Bison Bittern Bluebird Bobcat Bunting
          Butterfly Camel Canary Caribou Cheetah Chinchilla Chipmunk Cicada Crane Cricket
          Curlew Deer Dolphin Dormouse Dove Dragonfly Duck Eagle Eider Elk Falcon Fawn Ferret
          Finch Firefly Flamingo Fox Gazelle Gecko Gibbon Giraffe Goldfinch Hamster Hare Hawk
          Hedgehog Heron Hoopoe Horse Ibex Ibis Jackdaw Jaguar Jay Kestrel Kingfisher Kiwi
          Koala Lark Lemur Linnet Lion Llama Lynx Magpie Manatee Marmot Marten Martin Mole
          Moose Narwhal Newt Nightingale Ocelot Oriole Osprey Otter Owl Panda Panther Parrot
          Partridge Pelican Penguin Pika Plover Pony Puffin Quail Rabbit Raven Reindeer Robin
          Salmon Seal Sparrow Squirrel Starling Stork Swan Swift Tern Thrush Tiger Toucan
          Turtle Wagtail Walrus Wombat Wren Yak Zebra
          """);

  private FriendlyName() {}

  private static List<String> words(String text) {
    return SPACE.splitAsStream(text.strip()).toList();
  }

  /** One of them, at random. */
  public static String next() {
    return anyOf(ADJECTIVES) + " " + anyOf(ANIMALS);
  }

  private static String anyOf(List<String> words) {
    return words.get(ThreadLocalRandom.current().nextInt(words.size()));
  }
}
