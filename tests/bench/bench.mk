# make bench: the figures of tests/bench/RESULTS, measured anew (minutes, and some GB below $(BUILD)).
#
# SIZES="20000 1000000"   patients; a smaller list is a quicker look: make bench SIZES=2000
# PARTS="engine keys"     only these; REPEATS=10 ROUNDS=1 hurries (see tests/bench/bench)
# RESULTS=FILE            where the table goes: with the usual sizes and all parts
#                         tests/bench/RESULTS, which the README quotes, else $(BUILD)/bench/RESULTS

USUAL_SIZES = 20000 1000000
SIZES ?= $(USUAL_SIZES)
WHOLE = $(and $(filter $(words $(USUAL_SIZES)),$(words $(filter $(USUAL_SIZES),$(SIZES)))),\
	$(if $(PARTS),,yes))
RESULTS ?= $(if $(WHOLE),tests/bench/RESULTS,$(BUILD)/bench/RESULTS)
BENCH_PARTS = measure terminal finding doctors rules
BENCH_SHARED = $(patsubst %,$(BUILD)/tests/bench/%.o,$(BENCH_PARTS))
BENCH = $(patsubst tests/%.c,$(BUILD)/tests/%,$(filter-out $(BENCH_PARTS:%=tests/bench/%.c), \
	$(wildcard tests/bench/*.c)))
BENCH_LIBS = $(filter-out $(BUILD)/lib/cli.a $(BUILD)/lib/screen.a $(BUILD)/lib/app.a,$(LIB))

$(BUILD)/tests/bench/%.o: tests/bench/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ERROR) -MMD -MP -c -o $@ $<

$(BENCH): $(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BENCH_SHARED) $(BENCH_LIBS)
	$(call say,LINK,$(@F))
	$(Q)$(CC) $(SANFLAGS) $(LDFLAGS) -o $@ $< $(BENCH_SHARED) $(BENCH_MORE) -Wl,--start-group $(BENCH_LIBS) \
		-Wl,--end-group $(LIBS) -lvterm -lutil

# It asks as the oracle of the tests asks.
BENCH_ORACLE = $(patsubst %,$(BUILD)/tests/oracle/%.o,compile derived calendar sql_events sql_windows)
$(BUILD)/tests/bench/naive: BENCH_MORE = $(BENCH_ORACLE) -lcmocka
$(BUILD)/tests/bench/naive: $(BENCH_ORACLE)

-include $(wildcard $(BUILD)/tests/bench/*.d)

.PHONY: bench bench-programs
bench-programs: all $(BENCH)

bench:
	@.ci/install build check
	@.ci/install bench || echo 'bench: a peer could not be installed; its figures are left out' >&2
	@$(MAKE) --no-print-directory $(PARALLEL) bench-programs
	$(Q)BUILD=$(BUILD) RESULTS=$(RESULTS) PARTS='$(PARTS)' tests/bench/bench $(SIZES)
