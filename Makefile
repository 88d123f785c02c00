# prodrome: `make run` builds it, runs an LNCaP xenograft under mipsagargin and draws its volume;
# `make test` builds and runs every test; `make help` lists the rest. Both install what they miss.

# ---- the part to edit ---------------------------------------------------------------------------
VERSION = 0.1.0
CC      = gcc
OPT     = -O3
PYTHON  = /usr/bin/python3
BUILD   = build
PREFIX  = /usr/local
SCENARIOS = lncap_xenograft lncap_control

# Package of Debian 12 = how to tell that it is there: a program, a pkg-config name, a header or a
# Python module. Each set is installed only for the targets that need it.
PACKAGES_run  = libc6-dev=h:stdio.h pkg-config=bin:pkg-config libhdf5-dev=pc:hdf5-serial \
                libyaml-dev=pc:yaml-0.1 libudunits2-dev=h:udunits2.h \
                librandom123-dev=h:Random123/philox.h libmd-dev=pc:libmd \
                libjansson-dev=pc:jansson libcairo2-dev=pc:cairo libpango1.0-dev=pc:pangocairo \
                libpng-dev=pc:libpng libnlopt-dev=pc:nlopt
PACKAGES_test = $(PACKAGES_run) libcmocka-dev=pc:cmocka python3=bin:/usr/bin/python3 \
                python3-h5py=py:h5py python3-xarray=py:xarray python3-netcdf4=py:netCDF4 \
                python3-h5netcdf=py:h5netcdf python3-vtk9=py:vtkmodules \
                python3-pandas=py:pandas
PACKAGES_view = $(PACKAGES_run) libsdl2-dev=pc:sdl2
PACKAGES_window = $(PACKAGES_view) xvfb=bin:Xvfb xdotool=bin:xdotool imagemagick=bin:import
PACKAGES_browser = $(PACKAGES_test) chromium=bin:chromium
PACKAGES_slurm = slurmctld=bin:/usr/sbin/slurmctld slurmd=bin:/usr/sbin/slurmd \
                 slurm-client=bin:sbatch munge=bin:/usr/sbin/munged
PACKAGES_lint = $(PACKAGES_test) libsdl2-dev=pc:sdl2 clang=bin:clang libomp-dev=clang:omp.h \
                clang-format=bin:clang-format cppcheck=bin:cppcheck

# -ffp-contract=off and no -ffast-math: the same state must have the same bits with gcc and clang,
# at every optimisation; a fused or reordered sum does not. See "Determinism" in sim/README.md.
DIALECT  = -std=c11 -ffp-contract=off -fopenmp -g
# Against what hostile input might find: position-independent code, checked library calls, guarded
# stacks, tables that are read-only once linked. They change no result.
HARDEN   = -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
LINK     = -pie -Wl,-z,relro,-z,now
WARNINGS = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wvla

# Variants of the build: compiler, its flags. All but the first turn warnings into errors.
VARIANTS = release gcc-O0 gcc-O2 clang-O2 asan archer fuzz coverage
COMPILER_release  = $(CC)
FLAGS_release     = $(OPT) $(HARDEN)
COMPILER_gcc-O0   = gcc
FLAGS_gcc-O0      = -O0 -Werror
COMPILER_gcc-O2   = gcc
FLAGS_gcc-O2      = -O2 -Werror
COMPILER_clang-O2 = clang
FLAGS_clang-O2    = -O2 -Werror
COMPILER_asan     = gcc
FLAGS_asan        = -O1 -Werror -fno-omit-frame-pointer -fsanitize=address,undefined \
                    -fsanitize=float-cast-overflow,float-divide-by-zero -fno-sanitize-recover=all
COMPILER_archer   = clang
FLAGS_archer      = -O1 -Werror -fsanitize=thread
COMPILER_fuzz     = clang
FLAGS_fuzz        = -O1 -Wno-pass-failed -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all

COMPILER_coverage = gcc
FLAGS_coverage    = -O1 --coverage

# Rooms: the engine is arithmetic and may include nothing above it (checked by `make lint`).
ENGINE_ROOMS = core model fields tissue tissue/rules therapy engine study
FACE_ROOMS   = sim/cli render
SKIP         =#  sources to leave out, e.g. SKIP="sim/io/half_done.c"
ONLY         =#  tests to run, e.g. ONLY="core params"
# -------------------------------------------------------------------------------------------------

MAKEFLAGS += --no-builtin-rules
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all run view window browser picture test check psma_null flagship calibrate spheroid curve sensitivity endothelium hash asan monkey archer fuzz faults sweep_kills sweep_bench watch_bench slurm coverage torture docs bench install lint objects format clean help FORCE

listed   = $(filter-out $(SKIP),$(wildcard $(1)))
ENGINE   = $(filter-out sim/core/check.c,$(call listed,$(ENGINE_ROOMS:%=sim/%/*.c)))
BELOW    = $(call listed,sim/core/check.c sim/io/*.c)
WINDOW   = $(call listed,sim/cli/view_main.c render/window.c)
FACE     = $(filter-out sim/cli/main.c $(WINDOW),$(call listed,$(FACE_ROOMS:%=%/*.c)))
MAIN     = $(call listed,sim/cli/main.c)
FAULTY   = $(call listed,tests/faulty.c tests/fuzz.c)
HELPERS  = $(filter-out tests/test_% $(FAULTY),$(call listed,tests/*.c))
TESTS    = $(patsubst tests/%.c,%,$(call listed,$(if $(ONLY),$(ONLY:%=tests/test_%.c),tests/test_*.c)))
DRIVERS  = $(call listed,$(if $(ONLY),$(ONLY:%=tests/test_%.py) $(ONLY:%=tests/test_%.sh),\
             tests/test_*.py tests/test_*.sh tests/readers.py))
HASHES   = $(filter test_determinism test_maths test_study test_statistics,$(TESTS))
SOURCES  = $(ENGINE) $(BELOW) $(FACE) $(MAIN) $(WINDOW) $(HELPERS) $(FAULTY) $(TESTS:%=tests/%.c)

# Headers of libraries are system headers: their warnings are not ours.
headers   = $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(1)))
LIBS_io   = hdf5-serial yaml-0.1 jansson libmd
LIBS_face = cairo pangocairo libpng
LIBS_cli  = $(LIBS_face) nlopt
ROOM_sim/io/  = -D_GNU_SOURCE -DPRODROME_VERSION='"$(VERSION)"' $(call headers,$(LIBS_io))
ROOM_sim/cli/ = -D_GNU_SOURCE -DPRODROME_VERSION='"$(VERSION)"' $(call headers,$(LIBS_io) $(LIBS_cli)) -I.
ROOM_render/  = -D_GNU_SOURCE $(call headers,$(LIBS_face)) -I.
ROOM_tests/   = -D_GNU_SOURCE $(call headers,$(LIBS_io) $(LIBS_face) cmocka) -I. -Itests
LINK_program  = $(shell pkg-config --libs $(LIBS_cli) $(LIBS_io)) -lhdf5_hl -ludunits2 -lm
WRAP          = malloc calloc realloc aligned_alloc strdup
LINK_test     = $(shell pkg-config --libs $(LIBS_cli) $(LIBS_io) cmocka) -lhdf5_hl -ludunits2 -lm

# The set of packages that what was asked for needs: one set, so that one line to type is enough.
NEED = $(if $(filter lint objects hash archer fuzz format,$(MAKECMDGOALS)),lint,$(if \
         $(filter browser,$(MAKECMDGOALS)),browser,$(if \
         $(filter test asan monkey coverage,$(MAKECMDGOALS))$(findstring /tests/,$(MAKECMDGOALS)),test,$(if \
         $(filter window watch_bench screenshots,$(MAKECMDGOALS)),window,$(if \
         $(filter view,$(MAKECMDGOALS))$(findstring prodrome-view,$(MAKECMDGOALS)),view,run)))))

all: $(BUILD)/release/libprodrome.a $(BUILD)/release/libface.a $(if $(MAIN),$(BUILD)/prodrome)  ## builds build/prodrome (the default)

# The rules of one variant: objects, archives, programs.
define variant_rules
OBJECTS_$(1) = $$(SOURCES:%.c=$(BUILD)/$(1)/%.o)
COMPILE_$(1) = $$(COMPILER_$(1)) $$(DIALECT) $$(FLAGS_$(1)) $$(WARNINGS) -Isim

$(BUILD)/$(1)/tests/%.o: tests/%.c Makefile | $(BUILD)/packages-$(NEED)
	@mkdir -p $$(@D)
	$$(SHOW) compile $$<
	$$(QUIET)$$(COMPILE_$(1)) $$(ROOM_tests/) -MMD -MP -c -o $$@ $$<

$(BUILD)/$(1)/%.o: %.c Makefile | $(BUILD)/packages-$(NEED)
	@mkdir -p $$(@D)
	$$(SHOW) compile $$<
	$$(QUIET)$$(COMPILE_$(1)) $$(ROOM_$$(dir $$<)) $$(EXTRA) -MMD -MP -c -o $$@ $$<

# What the run's provenance says about the build; compiled again when that changes.
$(BUILD)/$(1)/sim/io/provenance.o: $(BUILD)/commit
$(BUILD)/$(1)/sim/io/provenance.o: EXTRA = -DPRODROME_COMMIT='"$$(shell cat $(BUILD)/commit)"' \
    -DPRODROME_FLAGS='"$$(strip $$(DIALECT) $$(FLAGS_$(1)))"'

$(BUILD)/$(1)/libengine.a: $$(ENGINE:%.c=$(BUILD)/$(1)/%.o)
$(BUILD)/$(1)/libprodrome.a: $$(ENGINE:%.c=$(BUILD)/$(1)/%.o) $$(BELOW:%.c=$(BUILD)/$(1)/%.o)
$(BUILD)/$(1)/libface.a: $$(FACE:%.c=$(BUILD)/$(1)/%.o)
$(BUILD)/$(1)/libtests.a: $$(HELPERS:%.c=$(BUILD)/$(1)/%.o)
$(BUILD)/$(1)/lib%.a:
	@mkdir -p $$(@D)
	$$(QUIET)rm -f $$@ && $$(AR) rcs $$@ $$(filter %.o,$$^)

$(BUILD)/$(1)/prodrome: $(BUILD)/$(1)/sim/cli/main.o $(BUILD)/$(1)/libface.a \
                        $(BUILD)/$(1)/libprodrome.a
	$$(SHOW) link $$@
	$$(QUIET)$$(COMPILE_$(1)) $$(LINK) -o $$@ $$^ $$(LINK_program)

# The window's library is asked for only when the viewer is built.
$(BUILD)/$(1)/render/window.o: EXTRA = $$(call headers,sdl2)
$(BUILD)/$(1)/prodrome-view: $$(WINDOW:%.c=$(BUILD)/$(1)/%.o) $(BUILD)/$(1)/libface.a \
                             $(BUILD)/$(1)/libprodrome.a
	$$(SHOW) link $$@
	$$(QUIET)$$(COMPILE_$(1)) $$(LINK) -o $$@ $$^ $$(LINK_program) $$(shell pkg-config --libs sdl2)

$(BUILD)/$(1)/tests/test_%: $(BUILD)/$(1)/tests/test_%.o $(BUILD)/$(1)/libtests.a \
                            $(BUILD)/$(1)/libface.a $(BUILD)/$(1)/libprodrome.a
	$$(SHOW) link $$@
	$$(QUIET)$$(COMPILE_$(1)) -o $$@ $$^ $$(LINK_test)

# The program with a fault: allocations of its own code can be made to fail.
$(BUILD)/$(1)/tests/faulty: $(BUILD)/$(1)/tests/faulty.o $(BUILD)/$(1)/libface.a \
                            $(BUILD)/$(1)/libprodrome.a
	$$(SHOW) link $$@
	$$(QUIET)$$(COMPILE_$(1)) -o $$@ $$^ $$(LINK_program) $$(WRAP:%=-Wl,--wrap=%)

$(BUILD)/$(1)/tests/fuzz: $(BUILD)/$(1)/tests/fuzz.o $(BUILD)/$(1)/libtests.a \
                          $(BUILD)/$(1)/libface.a $(BUILD)/$(1)/libprodrome.a
	$$(SHOW) link $$@
	$$(QUIET)$$(COMPILE_$(1)) -fsanitize=fuzzer -o $$@ $$^ $$(LINK_test)

-include $$(OBJECTS_$(1):.o=.d)
endef
QUIET = $(if $(V),,@)
SHOW  = @echo " "
$(foreach variant,$(VARIANTS),$(eval $(call variant_rules,$(variant))))

$(BUILD)/prodrome: $(BUILD)/release/prodrome
	@ln -sfn release/prodrome $@

view: $(BUILD)/prodrome $(BUILD)/release/prodrome-view  ## builds the viewer: build/prodrome view CONFIG.yaml

$(BUILD)/commit: FORCE
	@mkdir -p $(@D)
	@new=$@.$$$$; { git describe --always --dirty 2>/dev/null || echo unknown; } >$$new; \
	  if cmp -s $@ $$new; then rm $$new; else mv $$new $@; fi

# Finds what is missing of a set of packages and installs it, or says what to type (69).
$(BUILD)/packages-%: Makefile
	@mkdir -p $(@D)
	@missing=; for row in $(PACKAGES_$*); do \
	  package=$${row%%=*} probe=$${row#*=}; what=$${probe#*:}; \
	  case $$probe in \
	    bin:*) command -v $$what ;; \
	    pc:*) pkg-config --exists $$what ;; \
	    h:*) echo "#include <$$what>" | $(CC) -fsyntax-only -x c - ;; \
	    clang:*) echo "#include <$$what>" | clang -fopenmp -fsyntax-only -x c - ;; \
	    py:*) $(PYTHON) -c "import importlib.util, sys; sys.exit(not importlib.util.find_spec('$$what'))" ;; \
	  esac >/dev/null 2>&1 || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "Missing packages:$$missing"; \
	  if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "Please type:  sudo apt-get install --no-install-recommends$$missing"; exit 69; fi; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt_get="apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 install$$missing"; \
	  $$apt_get </dev/null >$(@D)/packages.log 2>&1 || { \
	    apt-get -q update </dev/null >$(@D)/packages.log 2>&1; \
	    $$apt_get </dev/null >>$(@D)/packages.log 2>&1; } || { \
	    tail -5 $(@D)/packages.log; echo "apt-get could not install them."; exit 69; }; \
	  echo "Installed."; fi
	@touch $@

run: $(BUILD)/prodrome  ## runs the treated xenograft and its control, draws output/runs/volume.png and tumor.png
	@folders=; for scenario in $(SCENARIOS); do \
	  config=configs/$$scenario.yaml folder=output/runs/$$scenario-1; copy=1; \
	  fresh() { grep -q '"status": *"finished"' $$folder/run.json 2>/dev/null && \
	    [ $$folder/run.json -nt $(BUILD)/release/prodrome ] && [ $$folder/run.json -nt $$config ]; }; \
	  while [ -e $$folder ] && ! fresh; do \
	    copy=$$((copy + 1)); folder=output/runs/$$scenario-1.$$copy; done; \
	  if [ -e $$folder ]; then \
	    echo "== $$folder is finished and up to date; remove it to run it again"; \
	  else \
	    echo "== prodrome run $$config --out $$folder"; \
	    $(BUILD)/prodrome run $$config --out $$folder || exit; \
	  fi; \
	  folders="$$folders $$folder"; \
	  $(BUILD)/prodrome plot $$folders --data configs/data/lncap_xenograft.tsv \
	    --out output/runs/volume.png || exit; \
	done; \
	set -- $$folders; $(BUILD)/prodrome plot $$1 --tumor --out output/runs/tumor.png || exit; \
	echo $$1 >$(BUILD)/treated; \
	echo "Runs:    $$folders"; \
	echo "Pictures: output/runs/volume.png, output/runs/tumor.png"

picture: run  ## draws output/flagship.png, the picture of README.md, from the treated run
	@$(BUILD)/prodrome plot "$$(cat $(BUILD)/treated)" --tumor --days 0,3,10,30 --out output/flagship.png

screenshots: $(BUILD)/prodrome $(BUILD)/release/prodrome-view run  ## draws the pictures of the viewer in README.md, from the treated run
	@bash tests/screenshots.sh $(BUILD)/prodrome "$$(cat $(BUILD)/treated)"

test: $(TESTS:%=$(BUILD)/release/tests/%) $(BUILD)/prodrome $(BUILD)/release/tests/faulty  ## builds and runs every test; ONLY="core params" runs some
	@PYTHON=$(PYTHON) bash tests/run_tests.sh $(BUILD)/release $(TESTS) $(DRIVERS)

HASH_VARIANTS = gcc-O0 gcc-O2 clang-O2
hash: $(foreach v,release $(HASH_VARIANTS),$(HASHES:%=$(BUILD)/$(v)/tests/%))  ## same bits from gcc -O0, -O2, -O3 and clang -O2
	@failed=0; for v in release $(HASH_VARIANTS); do echo "== $$v"; \
	  bash tests/run_tests.sh $(BUILD)/$$v $(HASHES) || failed=1; done; exit $$failed

asan: $(TESTS:%=$(BUILD)/asan/tests/%) $(BUILD)/asan/prodrome $(BUILD)/asan/tests/faulty  ## all tests with address and undefined-behaviour sanitizers
	@LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp UBSAN_OPTIONS=print_stacktrace=1 \
	  ASAN_OPTIONS=fast_unwind_on_malloc=0 \
	  bash tests/run_tests.sh $(BUILD)/asan $(TESTS) $(DRIVERS)

EVENTS = 100000#  of the monkey at the viewer, in make check; make test has some thousands
monkey: $(BUILD)/asan/tests/test_viewer  ## EVENTS random keys and clicks at the viewer, live and of files, with the sanitizers
	@MONKEY=$(EVENTS) LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	  UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=fast_unwind_on_malloc=0 \
	  bash tests/run_tests.sh $(BUILD)/asan test_viewer

COVERED = $(BUILD)/coverage
coverage: $(TESTS:%=$(COVERED)/tests/%) $(COVERED)/prodrome $(COVERED)/tests/faulty  ## lines and branches that the tests reach, by file
	@find $(COVERED) -name '*.gcda' -delete
	@bash tests/run_tests.sh $(COVERED) $(TESTS) $(DRIVERS); $(PYTHON) tests/coverage.py $(COVERED)

window: $(BUILD)/release/prodrome $(BUILD)/release/prodrome-view  ## the viewer end to end, in a window that nobody sees
	@bash tests/window.sh $(BUILD)/release

watch_bench: $(BUILD)/release/prodrome $(BUILD)/release/prodrome-view  ## what watching the flagship costs it with one core free (some minutes)
	@bash tests/watch_bench.sh $(BUILD)/release/prodrome

browser: $(BUILD)/release/tests/test_report  ## reports of sweeps in a browser without a screen: console, requests, pictures
	@$(PYTHON) tests/browser.py $(BUILD)/release

archer: $(BUILD)/archer/prodrome $(BUILD)/archer/tests/test_displacement $(BUILD)/archer/tests/test_session $(BUILD)/archer/tests/test_viewer  ## small runs, a crowd and a viewer under the thread sanitizer
	@bash tests/archer.sh $(BUILD)/archer

FUZZ_RUNS = 20000#  inputs for each kind of file
fuzz: $(BUILD)/fuzz/tests/fuzz  ## feeds invented files to every reader; what is found is kept in build/fuzz/found
	@bash tests/fuzz.sh $(BUILD)/fuzz $(FUZZ_RUNS)

FAULTS = 40#   kills, and calls made to fail, of each kind: in make check
COUNT  = 1000# kills in make torture, where every call fails once
faults: $(BUILD)/prodrome $(BUILD)/release/tests/faulty  ## FAULTS random kills and disk faults, every kill at a call, want of memory
	@export PRODROME=$(BUILD)/prodrome; COUNT=$(FAULTS) $(PYTHON) tests/test_resume.py && \
	  COUNT=$(FAULTS) $(PYTHON) tests/test_faults.py

KILLS = 10# of make sweep_kills
sweep_kills: $(BUILD)/prodrome  ## 600 runs of a sweep, killed KILLS times (a quarter of an hour)
	@PRODROME=$(BUILD)/prodrome COUNT=$(KILLS) ROWS=200 SEEDS=3 $(PYTHON) tests/test_sweeping.py kills

sweep_bench: $(BUILD)/prodrome  ## what a sweep costs beside its runs, and what two at a time gain
	@PRODROME=$(CURDIR)/$(BUILD)/prodrome bash tests/sweep_bench.sh

slurm: $(BUILD)/prodrome  ## a sweep as a job array on a real Slurm, started by hand, one task killed
	@$(MAKE) --no-print-directory $(BUILD)/packages-slurm || echo "Slurm cannot be installed here."
	@PRODROME=$(CURDIR)/$(BUILD)/prodrome bash tests/slurm.sh

torture: $(BUILD)/prodrome $(BUILD)/release/tests/faulty $(BUILD)/release/tests/test_damage  ## COUNT kills, every call failing once, a million invented files each (hours)
	@export PRODROME=$(BUILD)/prodrome; COUNT=$(COUNT) $(PYTHON) tests/test_resume.py; a=$$?; \
	  COUNT=all $(PYTHON) tests/test_faults.py; b=$$?; \
  DAMAGES=100000 $(BUILD)/release/tests/test_damage; d=$$?; \
	  $(MAKE) --no-print-directory fuzz FUZZ_RUNS=1000000; c=$$?; exit $$((a | b | c | d))

# One after the other, so that what they print does not mix.
check:  ## the tests, every compiler, sanitizers, races, faults, invented files, the inert prodrug, Slurm
	@for target in test hash asan monkey archer window browser faults fuzz psma_null slurm; do \
	  echo "== $$target"; $(MAKE) --no-print-directory $$target || exit; done

psma_null: $(BUILD)/prodrome  ## without PSMA the dose changes nothing but the prodrug's array, at full size
	@rm -rf $(BUILD)/null && mkdir -p $(BUILD)/null && \
	$(BUILD)/prodrome run configs/psma_null.yaml --quiet --out $(BUILD)/null/dosed && \
	$(BUILD)/prodrome run configs/psma_null.yaml --quiet --out $(BUILD)/null/undosed \
	  --set doses.0.amount="0 mg/kg" && \
	$(BUILD)/prodrome diff $(BUILD)/null/dosed $(BUILD)/null/undosed --ignore prodrug

flagship: $(BUILD)/prodrome  ## twenty animals, treated and not: mean and spread on day 30 (half an hour)
	@$(PYTHON) tests/flagship.py --program $(BUILD)/prodrome
	@$(PYTHON) tests/flagship.py --program $(BUILD)/prodrome --control

calibrate: $(BUILD)/prodrome  ## fits what is fitted, from scratch, and shows what is set (an hour)
	@$(PYTHON) tests/calibrate.py --program $(BUILD)/prodrome

spheroid: $(BUILD)/prodrome  ## quiescent and necrotic cores of a spheroid in medium by its diameter
	@$(PYTHON) tests/spheroid.py --program $(BUILD)/prodrome

# On a tumor of a third of the size; every run is kept in configs/data/sensitivity_runs.tsv.
curve: $(BUILD)/prodrome  ## mean and spread against the calibrated scalar, on a smaller tumor
	@$(PYTHON) tests/curve.py --program $(BUILD)/prodrome

sensitivity: $(BUILD)/prodrome  ## every assumption at its ends, on that tumor, into configs/README.md (goes on where it was)
	@$(PYTHON) tests/sensitivity.py --program $(BUILD)/prodrome --write configs/README.md

endothelium: $(BUILD)/prodrome  ## vessels that the drug kills, at the ends of the endothelial assumptions
	@$(PYTHON) tests/endothelium.py --program $(BUILD)/prodrome

TABLE_MARK = written by `make docs`
docs: $(BUILD)/prodrome  ## writes the tables of parameters and columns into configs/ and output/README.md
	@for table in configs=--table output=--columns; do \
	  file=$${table%%=*}/README.md; \
	  { sed '/$(TABLE_MARK)/q' $$file && $(BUILD)/prodrome explain $${table#*=}; } >$(BUILD)/table.md && \
	  cp $(BUILD)/table.md $$file || exit; done

bench: $(BUILD)/prodrome  ## speed and accuracy on this machine
	@$(BUILD)/prodrome bench

lint: $(BUILD)/packages-$(NEED)  ## warnings as errors (gcc, clang), format, cppcheck, floors
	@MAKE="$(MAKE)" bash tests/lint.sh $(BUILD)
objects: $(OBJECTS_gcc-O2) $(OBJECTS_clang-O2)

format: $(BUILD)/packages-$(NEED)  ## formats every .c, .h and .inc file
	@find sim render tests -name '*.[ch]' -o -name '*.inc' | xargs clang-format -i

# DESTDIR is put before every path, as packagers want it.
SHARE = $(DESTDIR)$(PREFIX)/share
install: $(BUILD)/prodrome  ## program, viewer if built, configs, manual page, completion of bash, into PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/man/man1 $(SHARE)/prodrome $(SHARE)/bash-completion/completions
	install $(wildcard $(BUILD)/release/prodrome $(BUILD)/release/prodrome-view) $(DESTDIR)$(PREFIX)/bin
	sh sim/cli/manual.sh $(BUILD)/prodrome >$(BUILD)/prodrome.1
	install -m 644 $(BUILD)/prodrome.1 $(SHARE)/man/man1
	install -m 644 sim/cli/completion.bash $(SHARE)/bash-completion/completions/prodrome
	cp -R configs $(SHARE)/prodrome

clean:  ## removes build/; runs stay
	rm -rf $(BUILD)

help:  ## this list
	@sed -n 's/^\([a-z_]*\):.*##  *\(.*\)/  make \1\t\2/p' Makefile | expand -t 16
