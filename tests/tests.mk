# Every test program prints TAP; tests/run adds the results up and closes with one plain line.

UNIT = $(sort $(wildcard tests/*/test_*.c))
UNIT_BIN = $(patsubst tests/%.c,$(BUILD)/tests/%,$(UNIT))
# What looks at the sources alone, or measures, has nothing to tell the sanitizers.
CASES = $(filter-out $(if $(SAN),tests/ci/% tests/bench/%),$(sort $(wildcard tests/*/run-*)))
# Programs that the run-* scripts use.
HELPERS = $(patsubst tests/%.c,$(BUILD)/tests/%, \
	$(wildcard tests/screen/play.c tests/cli/sink.c tests/calls/callers.c))

upto = $(if $(2),$(firstword $(2)) $(if $(filter $(1),$(firstword $(2))),,$(call upto,$(1),$(wordlist 2,99,$(2)))))
# The archives a layer's tests may link: its own and those below; tests/e2e may link all.
test_libs = $(foreach l,$(call upto,$(1),$(LAYERS)),$(BUILD)/lib/$(l).a)

# A layer's tests may share tests/<layer>/support.c; those of the oracle all its files beside them.
test_support = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/$(1)/support.c) \
	$(if $(filter oracle,$(1)),$(filter-out tests/oracle/test_%,$(wildcard tests/oracle/*.c))))

define unit_rule
$(BUILD)/tests/$(1)/%: tests/$(1)/%.c $(wildcard tests/support/*.c tests/support/*.h) \
		$(call test_support,$(1)) $(call test_libs,$(1)) $(BUILD)/flags
	@mkdir -p $$(@D)
	$$(call say,TEST,$$<)
	$(Q)$$(CC) $$(ALL_CPPFLAGS) -Itests $$(ALL_CFLAGS) $$(ERROR) -MMD -MP -o $$@ $$< \
		$(call test_support,$(1)) -Wl,--start-group $(call test_libs,$(1)) -Wl,--end-group $$(LIBS) -lcmocka -lvterm -lutil
endef
$(foreach l,$(LAYERS) e2e oracle calls,$(eval $(call unit_rule,$(l))))

$(BUILD)/tests/%/support.o: tests/%/support.c tests/%/support.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ERROR) -MMD -MP -c -o $@ $<

$(BUILD)/tests/oracle/%.o: tests/oracle/%.c $(BUILD)/flags | $(GENERATED_HEADERS)
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ERROR) -MMD -MP -c -o $@ $<

-include $(addsuffix .d,$(UNIT_BIN) $(HELPERS)) $(wildcard $(BUILD)/tests/*/support.d $(BUILD)/tests/oracle/*.d)

# Clang's opinion of a layer (main; tests; headers, each on its own) without making anything.
CLANG = clang
syntax_files = $(strip $(if $(filter main,$(1)),src/main.c, \
	$(if $(filter tests,$(1)),$(sort $(wildcard tests/*/*.c)), \
	$(if $(filter headers,$(1)),-x c $(sort $(wildcard include/revisit/*/*.h)), \
	$(sort $(wildcard src/$(1)/*.c))))))

syntax-%: $(GENERATED_HEADERS)
	$(Q)$(CLANG) $(ALL_CPPFLAGS) $(LOCALEDIR) -Itests $(filter-out $(SANFLAGS),$(ALL_CFLAGS)) -Werror \
		-fsyntax-only $(if $(filter headers,$*),-Wno-unused-function) \
		$(call syntax_files,$*)

.PHONY: check check-run check-san check-data

# The program and its tests are built free of warnings; WERROR= lets a newer compiler have its say.
check: WERROR ?= 1
check:
	@.ci/install build check
	@$(MAKE) --no-print-directory $(PARALLEL) WERROR=$(WERROR) check-run

check-run: all $(UNIT_BIN) $(HELPERS) $(if $(SAN),,$(BENCH))
	$(Q)BUILD=$(BUILD) tests/run $(UNIT_BIN) $(CASES)

check-san:
	@.ci/install build check
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=build-san SAN=1 CFLAGS='-O1 -g' WERROR=1 check-run

# Real files that nobody in the project wrote; they are read where they are.
DATA ?= ../shared/data
DATA_CASES = $(sort $(wildcard tests/data/check-*))

check-data:
	@.ci/install build check
	@test -d $(DATA) || { echo 'there is no $(DATA); say DATA=FOLDER' >&2; exit 1; }
	@$(MAKE) --no-print-directory $(PARALLEL) all
	$(Q)BUILD=$(BUILD) DATA=$(abspath $(DATA)) TEST_REMARKS=yes tests/run $(DATA_CASES)
