package dev.ringside;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The structure that the design page draws: which package may know which, and who touches what. */
@AnalyzeClasses(packages = "dev.ringside", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** From the top down; packages of one floor do not know each other. */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("app"),
          Set.of("cli"),
          Set.of("http", "push", "cluster"),
          Set.of("topic", "outbox", "schedule", "job", "room", "retention"),
          Set.of("recipients"),
          Set.of("inbox"),
          Set.of("identity"),
          Set.of("log"),
          Set.of("persistence"),
          Set.of("tls"),
          Set.of("config", "wire", "metrics"));

  /** What stands beside the floors, since it talks to a node from outside. */
  private static final Set<String> OUTSIDE = Set.of("bench", "client");

  private static String packageOf(String name) {
    return "dev.ringside." + name + "..";
  }

  @ArchTest static final ArchRule imports_runOneWay = importRule();

  private static ArchRule importRule() {
    List<ArchRule> rules = new ArrayList<>();
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String name : FLOORS.get(floor)) {
        List<String> forbidden = new ArrayList<>();
        OUTSIDE.stream()
            // The command line is a program of theirs, too.
            .filter(_ -> !name.equals("cli"))
            .forEach(each -> forbidden.add(packageOf(each)));
        for (int above = 0; above <= floor; above++) {
          FLOORS.get(above).stream()
              .filter(each -> !each.equals(name))
              .forEach(each -> forbidden.add(packageOf(each)));
        }
        rules.add(
            noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new))
                .allowEmptyShould(true));
      }
    }
    return CompositeArchRule.of(rules);
  }

  @ArchTest
  static void packages_areAllOnTheDrawing(JavaClasses all) {
    Set<String> known = new TreeSet<>(OUTSIDE);
    FLOORS.forEach(known::addAll);
    Set<String> found = new TreeSet<>();
    for (JavaClass each : all) {
      found.add(each.getPackageName().replaceFirst("^dev\\.ringside\\.([a-z]+).*$", "$1"));
    }
    assertThat(known).containsAll(found);
  }

  @ArchTest
  static void packages_areDescribedAndNullMarked(JavaClasses all) {
    for (JavaClass each : all) {
      assertThat(each.getPackage().tryGetPackageInfo())
          .as("package-info of " + each.getPackageName())
          .hasValueSatisfying(info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue());
    }
  }

  private static ArchRule only(String owner, String... libraries) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(packageOf(owner))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries);
  }

  @ArchTest
  static final ArchRule flywayAndThePool_belongToPersistence =
      only("persistence", "org.flywaydb..", "com.zaxxer.hikari..");

  @ArchTest
  static final ArchRule entityManagerFactory_belongsToPersistence =
      noClasses()
          .that()
          .resideOutsideOfPackage(packageOf("persistence"))
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("jakarta.persistence.EntityManagerFactory");

  /** Who else wants to hear of something gives a {@code Channel} what to run. */
  @ArchTest
  static final ArchRule listen_belongsToTheBrokersAndTheChannel =
      noClasses()
          .that()
          .resideOutsideOfPackages(packageOf("cluster"), packageOf("persistence"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.postgresql..");

  @ArchTest
  static final ArchRule webSocketLibrary_belongsToPush =
      only("push", "jakarta.websocket..", "org.glassfish.tyrus..");

  @ArchTest static final ArchRule jersey_belongsToHttp = only("http", "org.glassfish.jersey..");

  /** Others hold the meters that they are given. */
  @ArchTest
  static final ArchRule meters_areMadeByMetrics =
      noClasses()
          .that()
          .resideOutsideOfPackage(packageOf("metrics"))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.micrometer..", "io.prometheus..")
                  .and(not(equivalentTo(Counter.class)))
                  .and(not(equivalentTo(Timer.class)))
                  .and(not(equivalentTo(DistributionSummary.class))));

  /** Tokens for LiveKit tell nobody here who is asking. */
  @ArchTest
  static final ArchRule tokenLibrary_belongsToIdentity =
      noClasses()
          .that()
          .resideOutsideOfPackage(packageOf("identity"))
          .and()
          .doNotHaveFullyQualifiedName("dev.ringside.room.MediaTokens")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nimbusds..");

  @ArchTest static final ArchRule picocli_belongsToTheCommandLine = only("cli", "picocli..");

  /** The client is of another program, and reads where Ringside is. */
  @ArchTest
  static final ArchRule environment_belongsToConfig =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              packageOf("config"), packageOf("client"), packageOf("cli.remote"))
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .orShould()
          .callMethod(System.class, "getProperties");

  @ArchTest
  static final ArchRule bench_knowsNothingOfTheRest =
      classes()
          .that()
          .resideInAPackage(packageOf("bench"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  packageOf("bench"),
                  packageOf("config"),
                  packageOf("wire"),
                  "java..",
                  "javax..",
                  "jdk..",
                  "com.sun.management..",
                  "com.fasterxml.jackson..",
                  "org.jspecify.annotations..",
                  "com.google.errorprone.annotations.."))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule client_needsNothingButTheJdk =
      classes()
          .that()
          .resideInAPackage(packageOf("client"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  packageOf("client"), "java..", "javax.net.ssl..", "org.jspecify.annotations.."));

  @ArchTest
  static final ArchRule names_sayWhatAClassIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils");

  @ArchTest
  static final ArchRule entities_stayInTheirPackage =
      classes().that().areAnnotatedWith("jakarta.persistence.Entity").should().bePackagePrivate();
}
