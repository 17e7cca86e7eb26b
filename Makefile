# outcry: `make play` to play, `make test` to test, `make help` for the rest.
# Everything is built below $(BUILD), one directory of objects for each flavour of flags.

BUILD  ?= build
PREFIX ?= /usr/local
CFLAGS ?=
PLAY_ARGS ?=
ROUNDS ?= 200
FUZZ_SECONDS ?= 20
STEPS ?= 1000000
SEED ?= 1

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

CORES := $(shell nproc 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(CORES) # a -j on the command line wins
endif

# What a goal needs beyond make itself; tests/tools/deps.sh knows the packages behind each word.
NEEDS_play := game
NEEDS_test := game test
NEEDS_kills := game test
NEEDS_model := game test
NEEDS_bench := game
NEEDS_realism := game
NEEDS_lint := game test lint
NEEDS_hashes := game clang
NEEDS_fuzz := game clang
NEEDS_soak := game clang
NEEDS_deps := game test
NEEDS ?= $(sort $(foreach goal,$(MAKECMDGOALS),$(NEEDS_$(goal))))
DEPS := $(if $(NEEDS),deps)

# ---- Sources ---------------------------------------------------------------------------------

SOURCES := $(sort $(wildcard src/*/*.c))
ROOMS   := $(filter-out src/cli/main.c,$(SOURCES))
ALONE   := tests/e2e/golden_hash.c tests/e2e/kills.c tests/e2e/book_model.c tests/realism/main.c # each a program
TESTS   := $(sort $(wildcard tests/unit/*.c tests/unit/*/*.c tests/e2e/*_test.c))
SUPPORT := $(sort $(wildcard tests/support/*.c) $(filter-out $(ALONE),$(wildcard tests/realism/*.c)))
BENCHES := $(sort $(wildcard tests/bench/*.c))
FUZZERS := $(sort $(patsubst tests/fuzz/%_fuzz.c,%,$(wildcard tests/fuzz/*_fuzz.c)))
HEADERS := $(sort $(wildcard src/*/*.h tests/*/*.h tests/unit/*/*.h))
CODE    := $(SOURCES) $(ALONE) $(SUPPORT) $(TESTS) $(BENCHES) $(sort $(wildcard tests/fuzz/*.c))
PROGRAM := $(wildcard src/cli/main.c)
PACK    := $(shell find data assets -type f ! -name '.*' 2>/dev/null | LC_ALL=C sort)
MANUALS := $(wildcard man/*.6)

# `make test ONLY="base market"`: these rooms and their unit tests, whatever state the others are in.
ifneq ($(ONLY),)
ROOMS   := $(filter $(ONLY:%=src/%/%),$(ROOMS))
TESTS   := $(filter $(ONLY:%=tests/unit/%/%) $(ONLY:%=tests/unit/%_%),$(TESTS))
FUZZERS :=
PROGRAM :=
endif

# ---- Flags -----------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wundef -Wvla -Wformat=2 \
  -Wdouble-promotion -Wnull-dereference
STANDARD := -std=c17 -D_GNU_SOURCE -Isrc -Itests -pthread -ffp-contract=off
HARDEN   := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
LDHARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer

# pkg-config is asked once, and only by a recipe: before `deps` ran it may not be there.
once      = $(eval $1 := $$(shell $2))$($1)
GAME_PKGS := ncursesw sqlite3 libcjson libsodium
TEST_PKGS := criterion vterm
PKG_CFLAGS    = $(call once,PKG_CFLAGS,pkg-config --cflags $(GAME_PKGS))
PKG_LIBS      = $(call once,PKG_LIBS,pkg-config --libs $(GAME_PKGS))
PKG_TEST_LIBS = $(call once,PKG_TEST_LIBS,pkg-config --libs $(TEST_PKGS))

ifeq ($(V)$(findstring s,$(firstword -$(MAKEFLAGS))),)
say = @printf '  %-5s %s\n' $1 $2;
else
say = $(if $(V),,@)
endif

# $(call link,COMMAND,LIBRARIES): the target, from its objects and all of its archives: a name that two
# rooms give away is an error, not a matter of luck.
link = $(call say,LD,$@)$1 $(CFLAGS) $(filter %.o,$^) $(filter-out %libhouse.a,$(filter %.a,$^)) -Wl,--whole-archive $(filter %libhouse.a,$^) -Wl,--no-whole-archive -pthread $(LDFLAGS) $2 $(PKG_LIBS) -lm -o $@

# Writes its input to the target, and leaves the target's time alone when nothing changed.
keep = { mkdir -p $(@D); cat >$@.new; cmp -s $@.new $@ && rm $@.new || mv $@.new $@; }

.PHONY: FORCE
FORCE:

# ---- The content pack ------------------------------------------------------------------------

$(BUILD)/pack.S: FORCE
	@printf '%s\n' $(PACK) | tests/tools/pack.sh | $(keep)

$(BUILD)/sources.list: FORCE
	@printf '%s\n' $(ROOMS) $(SUPPORT) $(TESTS) $(BENCHES) | $(keep)

# ---- Flavours --------------------------------------------------------------------------------

# $(call flavour,DIRECTORY,COMPILER,FLAGS,LINK FLAGS): objects, libhouse.a (all rooms and the
# pack), libsupport.a (what tests and measurements share), the programs made of nothing but these,
# and LINK_DIRECTORY for those made of more.
define flavour
LINK_$1 := $2 $4
$(BUILD)/$1/flags: FORCE
	@printf '%s\n' '$2 $(STANDARD) $(WARNINGS) $3 $(CFLAGS)' | $$(keep)
$(BUILD)/$1/%.o: %.c $(BUILD)/$1/flags | $(DEPS)
	@mkdir -p $$(@D)
	$$(call say,CC,$$@)$2 $(STANDARD) $(WARNINGS) $3 $$(PKG_CFLAGS) $(CFLAGS) -MMD -MP -c $$< -o $$@
$(BUILD)/$1/pack.o: $(BUILD)/pack.S $(PACK) | $(DEPS)
	@mkdir -p $$(@D)
	$$(call say,AS,$$@)$2 -c $$< -o $$@
$(BUILD)/$1/libhouse.a: $(ROOMS:%.c=$(BUILD)/$1/%.o) $(BUILD)/$1/pack.o $(BUILD)/sources.list
	@rm -f $$@
	$$(call say,AR,$$@)ar rcs $$@ $$(filter %.o,$$^)
$(BUILD)/$1/outcry: $(BUILD)/$1/src/cli/main.o $(BUILD)/$1/libhouse.a
	$$(call link,$$(LINK_$1))
$(BUILD)/$1/libsupport.a: $(SUPPORT:%.c=$(BUILD)/$1/%.o) $(BUILD)/sources.list
	@rm -f $$@
	$$(call say,AR,$$@)ar rcs $$@ $$(filter %.o,$$^)
$(BUILD)/$1/golden_hash: $(BUILD)/$1/tests/e2e/golden_hash.o $(BUILD)/$1/libsupport.a $(BUILD)/$1/libhouse.a
	$$(call link,$$(LINK_$1))
$(BUILD)/$1/kills: $(BUILD)/$1/tests/e2e/kills.o $(BUILD)/$1/libsupport.a $(BUILD)/$1/libhouse.a
	$$(call link,$$(LINK_$1),$$(PKG_TEST_LIBS))
$(BUILD)/$1/realism: $(BUILD)/$1/tests/realism/main.o $(BUILD)/$1/libsupport.a $(BUILD)/$1/libhouse.a
	$$(call link,$$(LINK_$1))
$(BUILD)/$1/book_model: $(BUILD)/$1/tests/e2e/book_model.o $(BUILD)/$1/libsupport.a $(BUILD)/$1/libhouse.a
	$$(call link,$$(LINK_$1))
endef

CC_NAME := $(notdir $(firstword $(CC)))
RELEASE := $(CC_NAME)-release
TEST    := $(CC_NAME)-test
HASHES  := gcc-O0 gcc-O3 clang-O0 clang-O3
FUZZ    := clang-fuzz

$(eval $(call flavour,$(RELEASE),$(CC),-O2 -g $(HARDEN),$(HARDEN) $(LDHARDEN)))
$(eval $(call flavour,$(TEST),$(CC),-Og -g1 $(SANITIZE),$(SANITIZE)))
$(eval $(call flavour,$(FUZZ),clang,-O1 -g $(SANITIZE) -fsanitize=fuzzer-no-link,$(SANITIZE) -fsanitize=fuzzer))
$(eval $(call flavour,lint-gcc,gcc,-O2 -Werror))
$(eval $(call flavour,lint-clang,clang,-O1 -Werror))
$(eval $(call flavour,gcc-O0,gcc,-O0))
$(eval $(call flavour,gcc-O3,gcc,-O3))
$(eval $(call flavour,clang-O0,clang,-O0))
$(eval $(call flavour,clang-O3,clang,-O3))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- Building and playing --------------------------------------------------------------------

.PHONY: all play deps clean help install uninstall
all: $(BUILD)/outcry ## build the game (the default): build/outcry, -O2, asserts on

$(BUILD)/outcry $(BUILD)/bench: $(BUILD)/%: $(BUILD)/$(RELEASE)/% FORCE
	@[ $< -ef $@ ] || ln -f $< $@

play: $(BUILD)/outcry ## install what is missing, build, and open the game (PLAY_ARGS=...)
	@exec $< $(PLAY_ARGS)

deps: ## install the packages the game and its tests need (apt), or list them
	@tests/tools/deps.sh $(NEEDS)

$(BUILD)/outcry.bash: $(BUILD)/outcry
	@$< completion bash >$@

install: $(BUILD)/outcry $(BUILD)/outcry.bash ## install below PREFIX (/usr/local), in DESTDIR
	install -Dm755 $(BUILD)/outcry $(DESTDIR)$(PREFIX)/bin/outcry
	install -Dm644 $(BUILD)/outcry.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/outcry
	install -d $(DESTDIR)$(PREFIX)/share/man/man6
	$(if $(MANUALS),install -m644 $(MANUALS) $(DESTDIR)$(PREFIX)/share/man/man6)

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/outcry
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/outcry
	rm -f $(MANUALS:man/%=$(DESTDIR)$(PREFIX)/share/man/man6/%)

clean: ## remove build/
	rm -rf $(BUILD)

help: ## this list
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

# ---- Tests -----------------------------------------------------------------------------------

.PHONY: test kills model hashes bench realism fuzz soak fresh
# Run from the top of the tree; tests and measurements find the program in OUTCRY_BINARY.
# `make test TEST_ARGS="--filter book/*"` runs nothing but these tests.
CORPORA := $(FUZZERS:%=$(BUILD)/$(TEST)/corpus-%)

$(BUILD)/$(TEST)/suite: $(TESTS:%.c=$(BUILD)/$(TEST)/%.o) $(BUILD)/$(TEST)/libsupport.a $(BUILD)/$(TEST)/libhouse.a $(BUILD)/sources.list
	$(call link,$(LINK_$(TEST)),$(PKG_TEST_LIBS))

$(CORPORA): $(BUILD)/$(TEST)/corpus-%: $(BUILD)/$(TEST)/tests/fuzz/%_fuzz.o \
  $(BUILD)/$(TEST)/tests/fuzz/driver.o $(BUILD)/$(TEST)/libsupport.a $(BUILD)/$(TEST)/libhouse.a
	$(call link,$(LINK_$(TEST)))

test: $(BUILD)/$(TEST)/suite $(PROGRAM:src/cli/main.c=$(BUILD)/$(TEST)/outcry $(BUILD)/$(TEST)/kills) $(CORPORA) ## install what is missing, build with sanitizers, run every test
	@tests/tools/run.sh $(BUILD)/$(TEST) '$(if $(TEST_ARGS),,$(FUZZERS))' \
	  $(if $(TEST_ARGS)$(ONLY),0,20) -j$(CORES) $(TEST_ARGS)

kills: $(BUILD)/$(RELEASE)/kills $(BUILD)/outcry ## kill -9 the game ROUNDS times and look at what is left
	@$^ $(ROUNDS)

model: $(BUILD)/$(TEST)/book_model ## the order book beside its slow model, STEPS operations from SEED on
	@$< $(STEPS) $(SEED)

hashes: $(HASHES:%=$(BUILD)/%/golden_hash) ## one state hash from gcc and clang at -O0 and -O3
	@tests/tools/hashes.sh $^

$(BUILD)/$(RELEASE)/bench: $(BENCHES:%.c=$(BUILD)/$(RELEASE)/%.o) $(BUILD)/$(RELEASE)/libsupport.a $(BUILD)/$(RELEASE)/libhouse.a $(BUILD)/sources.list
	$(call link,$(LINK_$(RELEASE)))

bench: $(BUILD)/bench $(BUILD)/outcry ## measure, one JSON line each with its budget (BENCH="NAME [ARGUMENT]...")
	@OUTCRY_BINARY=$(abspath $(BUILD)/outcry) $< $(BENCH)

realism: $(BUILD)/$(RELEASE)/realism ## simulate years of market and hold its facts against real ones (REALISM=...)
	@$< $(REALISM)

$(FUZZERS:%=$(BUILD)/$(FUZZ)/%): $(BUILD)/$(FUZZ)/%: $(BUILD)/$(FUZZ)/tests/fuzz/%_fuzz.o $(BUILD)/$(FUZZ)/libsupport.a \
  $(BUILD)/$(FUZZ)/libhouse.a
	$(call link,$(LINK_$(FUZZ)))

.PHONY: $(FUZZERS:%=fuzz-%)
$(FUZZERS:%=fuzz-%): fuzz-%: $(BUILD)/$(FUZZ)/%
	@mkdir -p $(BUILD)/corpus/$* tests/fuzz/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -print_final_stats=1 -artifact_prefix=$(BUILD)/$*- \
	  $(BUILD)/corpus/$* tests/fuzz/corpus/$*

fuzz: $(FUZZERS:%=fuzz-%) ## look for new crashes with libFuzzer (clang), FUZZ_SECONDS a target

soak: ## the long ones: 2000 kills, 10 million operations of the book, ten minutes of fuzzing a target
	@$(MAKE) kills ROUNDS=2000
	@$(MAKE) model STEPS=10000000
	@$(MAKE) fuzz FUZZ_SECONDS=600

fresh: ## the README's two commands in a new Debian chroot (needs root)
	@tests/tools/fresh.sh

# ---- Lint ------------------------------------------------------------------------------------

.PHONY: lint lint-rooms lint-compile lint-cppcheck lint-manuals lint-reports
lint: lint-rooms lint-compile lint-cppcheck lint-manuals lint-reports ## includes, warnings as errors (gcc, clang), cppcheck, manuals
	@echo 'lint: clean'

lint-rooms:
	@awk -f tests/lint/rooms.awk $(SOURCES) $(filter src/%,$(HEADERS)) </dev/null

lint-compile: $(foreach compiler,gcc clang,$(CODE:%.c=$(BUILD)/lint-$(compiler)/%.o))

lint-cppcheck: | $(DEPS)
	@mkdir -p $(BUILD)/cppcheck
	@cppcheck --quiet --error-exitcode=1 --std=c11 -j$(CORES) --cppcheck-build-dir=$(BUILD)/cppcheck \
	  --enable=warning,performance,portability --inline-suppr --suppressions-list=tests/lint/cppcheck.txt \
	  -D_GNU_SOURCE -Isrc -Itests $(SOURCES)

lint-manuals: | $(DEPS)
	@$(if $(MANUALS),mandoc -Tlint -Wwarning $(MANUALS))

lint-reports: | $(DEPS)
	@tests/lint/reports.sh $(CODE) $(HEADERS)
